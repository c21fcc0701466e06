/** Removes what belongs to one connection only from the headers of a message that is passed on. Pure. */

/** Names and values in turn, as Node gives and takes them. */
export type RawHeaders = readonly string[]

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Also not for the server: we answer `Expect` ourselves, and the server gets a Host that was checked. */
const OURS = new Set(['expect', 'host', 'http2-settings'])

/** The headers of a request for its server. */
export function requestHeaders(raw: RawHeaders, host: string): string[] {
  const named = namedByConnection(raw)
  const kept = filter(raw, (name) => !HOP_BY_HOP.has(name) && !OURS.has(name) && !named.has(name))
  return ['Host', host, ...kept]
}

/** The headers of a response for its client. */
export function responseHeaders(raw: RawHeaders): string[] {
  const named = namedByConnection(raw)
  return filter(raw, (name) => !HOP_BY_HOP.has(name) && !named.has(name))
}

/** Every value of a header, in order. */
export function headerValues(raw: RawHeaders, wanted: string): readonly string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ''
    // The length first: this is asked about every header of every request.
    if (name.length === wanted.length && name.toLowerCase() === wanted) values.push(raw[index + 1] ?? '')
  }
  return values
}

function namedByConnection(raw: RawHeaders): ReadonlySet<string> {
  const names = headerValues(raw, 'connection').flatMap((value) => value.toLowerCase().split(','))
  // THREAT: a client that names these would have the message end elsewhere for the next reader.
  const mayNotGo = ['content-length', 'host']
  return new Set(names.map((name) => name.trim()).filter((name) => !mayNotGo.includes(name)))
}

function filter(raw: RawHeaders, keep: (name: string) => boolean): string[] {
  const kept: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ''
    const value = raw[index + 1] ?? ''
    if (keep(name.toLowerCase())) kept.push(name, value)
  }
  return kept
}
