/** Builds TLS ClientHellos, whole, wrong, and in pieces. */

/** What can be varied. */
export interface HelloOptions {
  readonly names?: readonly string[]
  /** Type of the name entries; 0 is a host name. */
  readonly nameType?: number
  /** A second server_name extension with these names. */
  readonly again?: readonly string[]
  readonly padding?: number
  readonly withoutExtensions?: boolean
}

const vector = (width: number, bytes: Buffer): Buffer => {
  const length = Buffer.alloc(width)
  length.writeUIntBE(bytes.length, 0, width)
  return Buffer.concat([length, bytes])
}
const extension = (type: number, content: Buffer) =>
  Buffer.concat([Buffer.from([type >> 8, type & 255]), vector(2, content)])

/** The handshake message, without records. */
export function helloMessage({
  names = [],
  nameType = 0,
  again,
  padding = 0,
  withoutExtensions = false,
}: HelloOptions = {}): Buffer {
  const list = (all: readonly string[]) =>
    extension(
      0,
      vector(
        2,
        Buffer.concat(
          all.map((name) => Buffer.concat([Buffer.from([nameType]), vector(2, Buffer.from(name, 'latin1'))])),
        ),
      ),
    )
  const extensions = Buffer.concat([
    extension(43, Buffer.from([2, 3, 4])),
    ...(names.length > 0 ? [list(names)] : []),
    ...(again === undefined ? [] : [list(again)]),
    ...(padding > 0 ? [extension(21, Buffer.alloc(padding))] : []),
  ])
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    vector(1, Buffer.alloc(32, 9)),
    vector(2, Buffer.from([0x13, 1, 0x13, 2])),
    vector(1, Buffer.from([0])),
    ...(withoutExtensions ? [] : [vector(2, extensions)]),
  ])
  return Buffer.concat([Buffer.from([1]), vector(3, body)])
}

/** The message in records of at most so many bytes. */
export function records(message: Buffer, size = 16_384): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    parts.push(Buffer.concat([Buffer.from([22, 3, 1]), vector(2, message.subarray(at, at + size))]))
  }
  return Buffer.concat(parts)
}

/** A whole ClientHello for a name. */
export function clientHello(name?: string, options: HelloOptions = {}): Buffer {
  return records(helloMessage({ names: name === undefined ? [] : [name], ...options }))
}
