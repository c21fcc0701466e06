/** Reads the server name out of the first TLS records of a client, however they are cut. Pure. */

/** What the first bytes of a tunnel are. */
export type ClientHelloResult =
  /** Not enough to tell; there is nothing new to be told before so many bytes have come. */
  | { readonly needs: number }
  /** Not TLS. */
  | 'other'
  /** TLS that cannot be read, or that a strict server would not take. */
  | 'malformed'
  /** A ClientHello; undefined when it names no server. */
  | { readonly serverName: string | undefined }

const HANDSHAKE = 22
const RECORD_TYPES = { first: 20, last: 24 }
const CLIENT_HELLO = 1
const SERVER_NAME = 0
const MAX_RECORD = 16_384
/** No ClientHello is longer: keys after quantum computers take 2 KiB, session tickets a few more. */
export const MAX_CLIENT_HELLO = 32_768
/** THREAT: a hello in records of one byte would cost more to put together than to send. */
const MAX_RECORDS = 256
/** More bytes than this are never needed. */
export const MAX_FIRST_FLIGHT = MAX_CLIENT_HELLO + MAX_RECORD + 5 * MAX_RECORDS

/** @example readClientHello(Buffer.from('SSH-2.0')) // 'other' */
export function readClientHello(bytes: Buffer): ClientHelloResult {
  const [type, major] = bytes
  if (type === undefined) return { needs: 1 }
  if (type < RECORD_TYPES.first || type > RECORD_TYPES.last) return 'other'
  if (major === undefined) return { needs: 2 }
  if (major !== 3) return 'other'
  // THREAT: some servers skip an alert or a change of cipher before the ClientHello; nobody sends one in good faith.
  const message = handshakeMessage(bytes)
  return Buffer.isBuffer(message) ? readHello(message) : message
}

/** The first handshake message, put together from as many records as it takes. */
function handshakeMessage(bytes: Buffer): Buffer | { readonly needs: number } | 'malformed' {
  const pieces: Buffer[] = []
  let gathered = 0
  for (let at = 0; ; ) {
    const wanted = wantedLength(pieces)
    if (wanted !== undefined && (wanted === 'malformed' || gathered >= wanted)) {
      return wanted === 'malformed' ? wanted : Buffer.concat(pieces).subarray(0, wanted)
    }
    if (pieces.length === MAX_RECORDS) return 'malformed'
    const [type = HANDSHAKE, major = 3] = bytes.subarray(at)
    if (type !== HANDSHAKE || major !== 3) return 'malformed'
    if (bytes.length < at + 5) return { needs: at + 5 }
    const length = bytes.readUInt16BE(at + 3)
    if (length === 0 || length > MAX_RECORD) return 'malformed'
    if (bytes.length < at + 5 + length) return { needs: at + 5 + length }
    pieces.push(bytes.subarray(at + 5, at + 5 + length))
    gathered += length
    at += 5 + length
  }
}

/** The length of the message with its header, once that has arrived. */
function wantedLength(pieces: readonly Buffer[]): number | 'malformed' | undefined {
  const [first] = pieces
  if (first === undefined) return undefined
  if (first[0] !== CLIENT_HELLO) return 'malformed'
  const head = first.length >= 4 ? first : Buffer.concat(pieces.slice(0, 4))
  if (head.length < 4) return undefined
  const length = 4 + head.readUIntBE(1, 3)
  return length > MAX_CLIENT_HELLO ? 'malformed' : length
}

/** Reads forward through one message and never beyond it. */
class Cursor {
  #at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  take(count: number): Buffer {
    if (count > this.left) throw new RangeError('a length points past the end')
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }

  /** Bytes that are preceded by their length, which is itself `width` bytes. */
  vector(width: number): Buffer {
    return this.take(this.take(width).readUIntBE(0, width))
  }
}

function readHello(message: Buffer): ClientHelloResult {
  try {
    const hello = new Cursor(message)
    hello.take(4 + 2 + 32)
    hello.vector(1)
    hello.vector(2)
    hello.vector(1)
    if (hello.left === 0) return { serverName: undefined }
    const names = serverNames(new Cursor(hello.vector(2)))
    if (hello.left > 0 || names.length > 1) return 'malformed'
    return { serverName: names[0] }
  } catch (error) {
    if (error instanceof RangeError) return 'malformed'
    throw error
  }
}

/** The names of every server_name extension. THREAT: servers differ in which of two they take. */
function serverNames(extensions: Cursor): readonly string[] {
  const names: string[] = []
  while (extensions.left > 0) {
    const type = extensions.take(2).readUInt16BE()
    const content = extensions.vector(2)
    if (type !== SERVER_NAME) continue
    const outer = new Cursor(content)
    const list = new Cursor(outer.vector(2))
    if (outer.left > 0 || list.left === 0)
      throw new RangeError('the list of server names is empty or too short')
    while (list.left > 0) {
      if (list.take(1)[0] !== 0) throw new RangeError('a server name of an unknown type')
      names.push(list.vector(2).toString('latin1'))
    }
  }
  return names
}
