/** Spoils valid bytes in the ways that confuse parsers. */

import fc from 'fast-check'

/** One change: at a place, some bytes are taken out and others put in. */
interface Mutation {
  readonly at: number
  readonly cut: number
  readonly insert: string
}

const TOKENS = [
  ...[
    'evil.test',
    'good.test',
    'localhost',
    '127.0.0.1',
    '[::1]',
    '0x7f.1',
    '.',
    '..',
    ':',
    ':80',
    ':0',
    '@',
    '#',
    '?',
    '/',
    '\\',
  ],
  ...[
    '%00',
    '%2e',
    '\0',
    '\t',
    ' ',
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\x0b',
    '\x7f',
    '\xff',
    '\xc0\xae',
    ',',
    ';',
    '*',
    '-',
    '+',
  ],
  ...[
    'GET ',
    'POST ',
    'CONNECT ',
    'PRI * ',
    ' HTTP/1.1',
    ' HTTP/1.0',
    'http://',
    'https://',
    '//',
    'Host: evil.test\r\n',
  ],
  ...[
    'Content-Length: 0\r\n',
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Connection: content-length\r\n',
  ],
  ...[
    'Connection: Upgrade\r\nUpgrade: h2c\r\n',
    'X-HTTP-Method-Override: POST\r\n',
    '0\r\n\r\n',
    '\x05\x01\x00',
    '\x16\x03\x01\x00',
  ],
]

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat({ max: 600 }),
  cut: fc.oneof(fc.constant(0), fc.nat({ max: 12 })),
  insert: fc.oneof(
    fc.constantFrom(...TOKENS),
    fc.string({ unit: 'binary-ascii', maxLength: 4 }),
    fc.constant(''),
  ),
})

/** Bytes near one of the seeds. */
export function near(seeds: readonly string[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation, { maxLength: 4 }))
    .map(([seed, mutations]) => {
      let text = seed
      for (const { at, cut, insert } of mutations) {
        const place = text.length === 0 ? 0 : at % (text.length + 1)
        text = text.slice(0, place) + insert + text.slice(place + cut)
      }
      return Buffer.from(text, 'latin1')
    })
}
