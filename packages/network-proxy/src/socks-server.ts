/** Serves one SOCKS5 client: greeting, request, tunnel (RFC 1928; CONNECT only, no credentials). */

import type { Socket } from 'node:net'
import { normalHost } from '@sandbox/policy'
import type { Authority } from './authority.js'
import { parseSocksName } from './authority.js'
import { EndedError, readBytes } from './bytes.js'
import { openTunnel, type TunnelParts } from './open-tunnel.js'
import { malformed, socks5Disabled } from './refusal.js'
import { ADDRESS_TYPE, addressText, REPLY, replyFrame } from './socks-frames.js'
import { sayFarewell } from './tunnel.js'
import type { UnreachableType } from './unreachable.js'

const VERSION = 5
const NO_CREDENTIALS = 0
const NO_METHOD = 255
const CONNECT = 1

/** The first byte is still in the socket. `onRequest` is called when the whole request has been read. */
export async function serveSocks(
  parts: TunnelParts & { readonly isEnabled: boolean },
  client: Socket,
  onRequest: () => void,
): Promise<void> {
  const request = await readRequest(parts, client).catch((error: unknown) => {
    if (error instanceof EndedError) return undefined
    throw error
  })
  onRequest()
  if (request === undefined) {
    client.destroy()
    return
  }
  if ('farewell' in request) return sayFarewell(client, request.farewell)
  await openTunnel(
    parts,
    client,
    { target: request, protocol: 'socks5' },
    {
      granted: replyFrame(REPLY.granted),
      refused: () => sayFarewell(client, replyFrame(REPLY.refused)),
      failed: ({ type }) => sayFarewell(client, replyFrame(FAILURES[type] ?? REPLY.failed)),
    },
  )
}

const FAILURES: Partial<Record<UnreachableType, number>> = {
  dns_error: REPLY.hostUnreachable,
  dns_timeout: REPLY.timedOut,
  connection_refused: REPLY.connectionRefused,
  connection_timeout: REPLY.timedOut,
  destination_unavailable: REPLY.hostUnreachable,
}

interface Farewell {
  readonly farewell: Buffer
}

async function readRequest(
  { audit, isEnabled }: TunnelParts & { readonly isEnabled: boolean },
  client: Socket,
): Promise<Authority | Farewell> {
  const [, count = 0] = await readBytes(client, 2)
  const methods = await readBytes(client, count)
  if (!isEnabled) {
    audit.refused(socks5Disabled(), { protocol: 'socks5' })
    return { farewell: Buffer.from([VERSION, NO_METHOD]) }
  }
  if (!methods.includes(NO_CREDENTIALS)) return { farewell: Buffer.from([VERSION, NO_METHOD]) }
  client.write(Buffer.from([VERSION, NO_CREDENTIALS]))

  const reject = (problem: string, reply: number): Farewell => {
    audit.refused(malformed(problem), { protocol: 'socks5' })
    return { farewell: replyFrame(reply) }
  }
  const [version, command, reserved, type] = await readBytes(client, 4)
  if (version !== VERSION || reserved !== 0) return reject('the SOCKS request is malformed', REPLY.failed)
  if (command !== CONNECT) return reject('only the SOCKS command CONNECT is served', REPLY.commandUnknown)
  const length = await addressLength(client, type)
  if (length === undefined) return reject('the SOCKS address has an unknown type', REPLY.addressTypeUnknown)
  const bytes = await readBytes(client, length)
  const port = (await readBytes(client, 2)).readUInt16BE()
  const host =
    type === ADDRESS_TYPE.name ? parseSocksName(bytes.toString('latin1')) : normalHost(addressText(bytes))
  if (host === undefined || port === 0) {
    return reject('the SOCKS request has no host and port that can be read in one way only', REPLY.failed)
  }
  return { host, port }
}

async function addressLength(client: Socket, type: number | undefined): Promise<number | undefined> {
  if (type === ADDRESS_TYPE.ipv4) return 4
  if (type === ADDRESS_TYPE.ipv6) return 16
  return type === ADDRESS_TYPE.name ? (await readBytes(client, 1))[0] : undefined
}
