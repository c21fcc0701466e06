/** Asks the user's own proxy for a tunnel: HTTP CONNECT, or SOCKS5 (RFC 1928, RFC 1929). */

import type { Duplex } from 'node:stream'
import { type Authority, formatAuthority } from './authority.js'
import { EndedError, readBytes, readSome } from './bytes.js'
import { addressBytes, portBytes } from './socks-frames.js'
import { UnreachableError } from './unreachable.js'
import type { Upstream } from './upstream-url.js'

const MAX_HEAD = 16_384

/** What must come back before the tunnel can be used. @throws UnreachableError */
export async function askForTunnel(stream: Duplex, upstream: Upstream, target: Authority): Promise<void> {
  try {
    await (upstream.kind === 'socks5'
      ? askSocks(stream, upstream, target)
      : askHttp(stream, upstream, target))
  } catch (error) {
    throw error instanceof EndedError
      ? new UnreachableError('connection_terminated', 'the upstream proxy closed the connection', error)
      : error
  }
}

/** The value of Proxy-Authorization; undefined without credentials. */
export function proxyAuthorization({ credentials }: Upstream): string | undefined {
  if (credentials === undefined) return undefined
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
}

async function askHttp(stream: Duplex, upstream: Upstream, target: Authority): Promise<void> {
  const authority = formatAuthority(target)
  const authorization = proxyAuthorization(upstream)
  const credentials = authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`
  stream.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`)
  const head = await readHead(stream)
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |\r)/.exec(head) ?? []
  if (status?.startsWith('2') !== true) {
    throw refusedByUpstream(
      status === undefined ? 'with something that is not HTTP' : `with status ${status}`,
    )
  }
}

/** Up to the empty line; what follows belongs to the tunnel. */
async function readHead(stream: Duplex): Promise<string> {
  let seen: Buffer = Buffer.alloc(0)
  for (;;) {
    const bytes = await readSome(stream)
    if (bytes === undefined) throw new EndedError('the stream ended early')
    seen = Buffer.concat([seen, bytes])
    const end = seen.indexOf('\r\n\r\n')
    if (end >= 0) {
      if (end + 4 < seen.length) stream.unshift(seen.subarray(end + 4))
      return seen.subarray(0, end + 2).toString('latin1')
    }
    if (seen.length > MAX_HEAD) throw refusedByUpstream('with a head that is too long')
  }
}

const VERSION = 5
const NO_CREDENTIALS = 0
const PASSWORD = 2

async function askSocks(stream: Duplex, upstream: Upstream, target: Authority): Promise<void> {
  const { credentials } = upstream
  const methods = credentials === undefined ? [NO_CREDENTIALS] : [NO_CREDENTIALS, PASSWORD]
  stream.write(Buffer.from([VERSION, methods.length, ...methods]))
  const [version, method] = await readBytes(stream, 2)
  if (version !== VERSION) throw refusedByUpstream('with something that is not SOCKS5')
  if (method === PASSWORD && credentials !== undefined) await logIn(stream, credentials)
  else if (method !== NO_CREDENTIALS) throw refusedByUpstream('and wants other credentials')
  stream.write(
    Buffer.concat([Buffer.from([VERSION, 1, 0]), addressBytes(target.host), portBytes(target.port)]),
  )
  const [, reply, , type] = await readBytes(stream, 4)
  if (reply !== 0) throw refusedByUpstream(`with SOCKS reply ${reply}`)
  await readBytes(stream, await boundLength(stream, type))
}

async function boundLength(stream: Duplex, type: number | undefined): Promise<number> {
  if (type === 1) return 4 + 2
  if (type === 4) return 16 + 2
  const [length = 0] = await readBytes(stream, 1)
  return length + 2
}

async function logIn(stream: Duplex, { user, password }: { user: string; password: string }): Promise<void> {
  const [name, secret] = [Buffer.from(user), Buffer.from(password)]
  if (name.length > 255 || secret.length > 255)
    throw refusedByUpstream('because the credentials are too long')
  stream.write(Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([secret.length]), secret]))
  const [, status] = await readBytes(stream, 2)
  if (status !== 0) throw refusedByUpstream('and wants other credentials')
}

function refusedByUpstream(how: string): UnreachableError {
  return new UnreachableError('destination_unavailable', `the upstream proxy refused ${how}`)
}
