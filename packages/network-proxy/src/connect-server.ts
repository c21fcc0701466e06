/** Serves one CONNECT request. */

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { failureAnswer, refusalAnswer, renderAnswer } from './answers.js'
import { parseAuthority } from './authority.js'
import { openTunnel, type TunnelParts } from './open-tunnel.js'
import { malformed } from './refusal.js'
import { hasBody } from './request-rules.js'
import { sayFarewell } from './tunnel.js'

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n'

/** `head` is what the client sent behind its request already. */
export async function serveConnect(
  parts: TunnelParts,
  request: IncomingMessage,
  client: Socket,
  head: Buffer,
): Promise<void> {
  const { accept } = request.headers
  const target = parseAuthority(request.url ?? '')
  if (target === undefined || hasBody(request)) {
    const refusal = malformed(
      target === undefined
        ? 'CONNECT needs a host and a port that can be read in one way only'
        : 'a CONNECT request cannot have a body',
    )
    parts.audit.refused(refusal, { protocol: 'connect', method: 'CONNECT' })
    return sayFarewell(client, renderAnswer(refusalAnswer(refusal, { protocol: 'connect', accept })))
  }
  if (head.length > 0) client.unshift(head)
  const asked = { target, protocol: 'connect', accept } as const
  await openTunnel(
    parts,
    client,
    { target, protocol: 'connect', method: 'CONNECT' },
    {
      granted: ESTABLISHED,
      refused: (refusal) => sayFarewell(client, renderAnswer(refusalAnswer(refusal, asked))),
      failed: (error) => sayFarewell(client, renderAnswer(failureAnswer(error, asked))),
    },
  )
}
