/** Published and own tricks against allow lists of proxies. `good.test` is allowed on every port; all else is forbidden. */

import { hostname } from 'node:os'
import { socksRequest } from './client.js'
import { clientHello, helloMessage, records } from './client-hello.js'

/** Where things are while a trick is tried. */
export interface Field {
  /** Port of the forbidden server, on loopback, where every name but `good.test` leads. */
  readonly bad: number
  /** Port of the allowed server. */
  readonly good: number
  /** Port of the proxy. */
  readonly proxy: number
}

/** One trick: the bytes sent at once, and those that are sent when an answer has come. */
export interface Trick {
  readonly name: string
  readonly bytes: (field: Field) => string | Buffer
  readonly next?: ((field: Field) => string | Buffer) | undefined
}

const BAD_HOSTS: readonly string[] = [
  'evil.test',
  'EVIL.TEST',
  'evil.test.',
  'evil.test..',
  'localhost',
  'LOCALHOST.',
  'localhost.localdomain',
  'localhost6',
  hostname(),
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '127.000.000.001',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f.1',
  '0x7F000001',
  '2130706433',
  '017700000001',
  '0',
  '0.0.0.0',
  '0x0',
  '127.0.0.1.nip.io',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::FFFF:7F00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1%25lo]',
  '[fe80::1%lo]',
  '[::1%25good.test]',
  '[::1%good.test]',
  '[good.test]',
  '[127.0.0.1]',
  '[::1]good.test',
  '[::1].good.test',
  '169.254.169.254',
  'metadata.google.internal',
  '[fd00:ec2::254]',
  '100.100.100.200',
  '10.0.0.1',
  '*.good.test',
  '*',
  '.good.test',
  'good.test.evil.test',
  'evilgood.test',
  'evil-good.test',
  'good.test-evil.test',
  'good.tes',
  'good.testx',
  'test',
  'sub.good.test',
  'good.test..evil.test',
  'evil.test#good.test',
  'evil.test#.good.test',
  'evil.test?good.test',
  'evil.test?.good.test',
  'evil.test/good.test',
  'evil.test/.good.test',
  'evil.test\\good.test',
  'evil.test\\.good.test',
  'evil.test%00.good.test',
  'evil.test%2e',
  'evil.test%2f.good.test',
  'evil.test%23.good.test',
  'evil.test%0d%0a.good.test',
  'evil.test\0.good.test',
  'evil.test\0good.test',
  'evil.test\t.good.test',
  'evil.test\x0b.good.test',
  'evil.test\x7f.good.test',
  'evil.test .good.test',
  'evil.test,good.test',
  'evil.test;good.test',
  'evil.test&good.test',
  'evil.test|good.test',
  'good.test@evil.test',
  'good.test%40evil.test',
  'good.test:80@evil.test',
  'good.test\\@evil.test',
  '@evil.test',
  'evil.test@good.test@evil.test',
  // UTF-8, as it goes over the wire.
  ...['ｅvil.test', 'evil。test', '①②⑦.⓪.⓪.①', '127。0。0。1', 'gооd.test', 'evil.test\u200b', 'ﬁ.test'].map(
    (text) => Buffer.from(text).toString('latin1'),
  ),
  'xn--80ak6aa92e.test',
  'xn--.test',
  'xn--a',
]

const BAD_PORTS: readonly string[] = [
  '',
  ':',
  ':0',
  ':99999',
  ':65536',
  ':-1',
  ':+80',
  ':0x50',
  ':80:80',
  ': 80',
  ':8 0',
  ':80\0',
]

const forward = (url: string, host: string, more = '', method = 'GET') =>
  `${method} ${url} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`

const HOSTS: readonly Trick[] = BAD_HOSTS.flatMap((host) => [
  {
    name: `CONNECT ${host}`,
    bytes: ({ bad }) => `CONNECT ${host}:${bad} HTTP/1.1\r\nHost: good.test:${bad}\r\n\r\n`,
  },
  { name: `GET http://${host}`, bytes: ({ bad }) => forward(`http://${host}:${bad}/`, `${host}:${bad}`) },
  { name: `SOCKS5 ${host}`, bytes: ({ bad }) => socksRequest(host, bad) },
])

const PORTS: readonly Trick[] = BAD_PORTS.flatMap((port) => [
  { name: `CONNECT good.test${port}`, bytes: () => `CONNECT good.test${port} HTTP/1.1\r\n\r\n` },
  ...(port === ''
    ? []
    : [
        {
          name: `GET http://good.test${port}`,
          bytes: () => forward(`http://good.test${port}/`, 'good.test'),
        },
      ]),
])

const TARGETS: readonly Trick[] = [
  '/',
  '*',
  '//evil.test:BAD/',
  'evil.test:BAD',
  'http:evil.test:BAD',
  'http:/evil.test:BAD/',
  'http:///evil.test:BAD/',
  'http://\\evil.test:BAD/',
  'http:\\\\evil.test:BAD\\',
  'https://evil.test:BAD/',
  'https://good.test:GOOD/',
  'ftp://evil.test:BAD/',
  'file:///etc/passwd',
  'gopher://evil.test:BAD/_x',
  'ws://evil.test:BAD/',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
  'http://good.test:GOOD\\@evil.test:BAD/',
  'http://good.test:GOOD#@evil.test:BAD/',
  'http://good.test:GOOD?@evil.test:BAD/',
  'http://evil.test:BAD#@good.test:GOOD/',
  'http://evil.test:BAD?@good.test:GOOD/',
  'HTTP://EVIL.TEST:BAD/',
  'hTTp://evil.test:BAD',
].map((target) => ({
  name: `GET ${target}`,
  bytes: ({ bad, good }) =>
    forward(target.replaceAll('BAD', String(bad)).replaceAll('GOOD', String(good)), `evil.test:${bad}`),
}))

const good = ({ good: port }: Field) => `good.test:${port}`
const evil = ({ bad: port }: Field) => `evil.test:${port}`

/** A request to the good server with something odd in it. */
const odd = (name: string, more: string, host: (field: Field) => string = good): Trick => ({
  name,
  bytes: (field) =>
    forward(`http://${good(field)}/`, host(field), more.replaceAll('EVIL', evil(field)), 'POST'),
})

const INNER = 'GET http://EVIL/ HTTP/1.1\r\nHost: EVIL\r\n\r\n'

const REQUESTS: readonly Trick[] = [
  odd('a Host of another server', '', evil),
  odd('a Host of another port', '', ({ bad }) => `good.test:${bad}`),
  odd('a Host without the port', '', () => 'good.test'),
  odd('an empty Host', '', () => ''),
  odd('a Host with a user', '', (field) => `evil.test@${good(field)}`),
  odd('a Host with a path', '', (field) => `${good(field)}/evil`),
  odd('two Hosts', 'Host: EVIL\r\n'),
  odd('two Hosts, the other first', 'Host: x\r\n', evil),
  odd('two Hosts, one with a space', 'Host : EVIL\r\n'),
  odd('a folded Host', 'X: y\r\n Host: EVIL\r\n'),
  odd('a Host behind a bare LF', 'X: y\nHost: EVIL\r\n'),
  odd('a Host behind a bare CR', 'X: y\rHost: EVIL\r\n'),
  odd('a Host with NUL', 'X: y\0\r\nHost: EVIL\r\n'),
  odd('a Host with a tab before the colon', 'Host\t: EVIL\r\n'),
  odd('a Host list', '', (field) => `${good(field)}, ${evil(field)}`),
  odd('length and chunks', `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${INNER}`),
  odd('chunks and length', `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${INNER}`),
  odd('two lengths', `Content-Length: 0\r\nContent-Length: 60\r\n\r\n${INNER}`),
  odd('a list of lengths', `Content-Length: 0, 60\r\n\r\n${INNER}`),
  odd('a signed length', `Content-Length: +0\r\n\r\n${INNER}`),
  odd('a length in hexadecimal', `Content-Length: 0x0\r\n\r\n${INNER}`),
  odd('a length past all bounds', `Content-Length: 99999999999999999999\r\n\r\n${INNER}`),
  odd('chunked twice', `Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n${INNER}`),
  odd('chunked not last', `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${INNER}`),
  odd('chunked misspelt', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${INNER}`),
  odd('chunked by a list', `Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${INNER}`),
  odd('chunked behind a space', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${INNER}`),
  odd('chunked behind a control character', `Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${INNER}`),
  odd(
    'chunked in two headers',
    `Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${INNER}`,
  ),
  odd('a chunk of an impossible size', `Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${INNER}`),
  odd('a chunk with a bare LF', `Transfer-Encoding: chunked\r\n\r\n0\n\n${INNER}`),
  odd('a chunk with a signed size', `Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${INNER}`),
  odd('another request behind this one', `Content-Length: 0\r\n\r\n${INNER}`),
  odd('a tunnel behind this request', 'Content-Length: 0\r\n\r\nCONNECT EVIL HTTP/1.1\r\n\r\n'),
  {
    name: 'another request when this one is answered',
    bytes: (field) => forward(`http://${good(field)}/`, good(field)),
    next: (field) => INNER.replaceAll('EVIL', evil(field)),
  },
  {
    name: 'a tunnel when a request is answered',
    bytes: (field) => forward(`http://${good(field)}/`, good(field)),
    next: (field) => `CONNECT ${evil(field)} HTTP/1.1\r\n\r\n`,
  },
  { name: 'no Host', bytes: (field) => `GET http://${evil(field)}/ HTTP/1.1\r\n\r\n` },
  {
    name: 'HTTP/1.0 and a Host',
    bytes: (field) => `GET http://${evil(field)}/ HTTP/1.0\r\nHost: ${good(field)}\r\n\r\n`,
  },
  { name: 'HTTP/0.9', bytes: (field) => `GET http://${evil(field)}/\r\n` },
  { name: 'HTTP/2 in clear', bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
  {
    name: 'HTTP/1.1 in lower case',
    bytes: (field) => `get http://${evil(field)}/ http/1.1\r\nhost: ${good(field)}\r\n\r\n`,
  },
  {
    name: 'two spaces',
    bytes: (field) => `GET  http://${evil(field)}/  HTTP/1.1\r\nHost: ${good(field)}\r\n\r\n`,
  },
  {
    name: 'a tab in the request line',
    bytes: (field) => `GET\thttp://${evil(field)}/ HTTP/1.1\r\nHost: ${good(field)}\r\n\r\n`,
  },
  {
    name: 'two targets',
    bytes: (field) =>
      `GET http://${good(field)}/ http://${evil(field)}/ HTTP/1.1\r\nHost: ${evil(field)}\r\n\r\n`,
  },
  {
    name: 'a header inside CONNECT',
    bytes: (field) => `CONNECT ${evil(field)}\r\nHost: ${good(field)} HTTP/1.1\r\n\r\n`,
  },
  {
    name: 'CONNECT with a body',
    bytes: (field) =>
      `CONNECT ${good(field)} HTTP/1.1\r\nContent-Length: 60\r\n\r\n${INNER.replaceAll('EVIL', evil(field))}`,
  },
  { name: 'CONNECT with a URL', bytes: (field) => `CONNECT http://${evil(field)}/ HTTP/1.1\r\n\r\n` },
  { name: 'CONNECT of two', bytes: (field) => `CONNECT ${good(field)},${evil(field)} HTTP/1.1\r\n\r\n` },
  {
    name: 'the PROXY protocol',
    bytes: (field) => `PROXY TCP4 127.0.0.1 127.0.0.1 1 ${field.bad}\r\n${forward('/', evil(field))}`,
  },
  {
    name: 'a wish for a Unix socket',
    bytes: (field) => forward(`http://${evil(field)}/`, evil(field), 'X-Unix-Socket: /run/docker.sock\r\n'),
  },
  {
    name: 'a wish to be forwarded',
    bytes: (field) => forward(`http://${evil(field)}/`, evil(field), `X-Forwarded-Host: ${good(field)}\r\n`),
  },
  { name: 'TLS to the proxy', bytes: () => clientHello('evil.test') },
]

const connect = ({ good: port }: Field) => `CONNECT good.test:${port} HTTP/1.1\r\n\r\n`

const SESSIONS: readonly Trick[] = [
  { name: 'SNI of another server', bytes: connect, next: () => clientHello('evil.test') },
  { name: 'SNI below the server', bytes: connect, next: () => clientHello('evil.good.test') },
  { name: 'SNI with NUL', bytes: connect, next: () => clientHello('good.test\0evil.test') },
  {
    name: 'SNI of two servers',
    bytes: connect,
    next: () => records(helloMessage({ names: ['good.test', 'evil.test'] })),
  },
  {
    name: 'SNI given twice',
    bytes: connect,
    next: () => records(helloMessage({ names: ['good.test'], again: ['evil.test'] })),
  },
  {
    name: 'SNI in records of one byte',
    bytes: connect,
    next: () => records(helloMessage({ names: ['evil.test'] }), 1),
  },
  {
    name: 'SNI cut in two records',
    bytes: connect,
    next: () => records(helloMessage({ names: ['evil.test'] }), 90),
  },
  {
    name: 'SNI behind much padding',
    bytes: connect,
    next: () => clientHello('evil.test', { padding: 20_000 }),
  },
  {
    name: 'SNI of an unknown type',
    bytes: connect,
    next: () => records(helloMessage({ names: ['evil.test'], nameType: 7 })),
  },
  {
    name: 'SNI behind an alert',
    bytes: connect,
    next: () => Buffer.concat([Buffer.from([21, 3, 1, 0, 2, 1, 0]), clientHello('evil.test')]),
  },
  {
    name: 'SNI behind a change of cipher',
    bytes: connect,
    next: () => Buffer.concat([Buffer.from([20, 3, 3, 0, 1, 1]), clientHello('evil.test')]),
  },
  {
    name: 'SNI behind an empty record',
    bytes: connect,
    next: () => Buffer.concat([Buffer.from([22, 3, 1, 0, 0]), clientHello('evil.test')]),
  },
  {
    name: 'SNI sent with CONNECT',
    bytes: (field) => Buffer.concat([Buffer.from(connect(field)), clientHello('evil.test')]),
  },
  {
    name: 'SNI through SOCKS',
    bytes: ({ good: port }) => Buffer.concat([socksRequest('good.test', port), clientHello('evil.test')]),
  },
]

const word = (port: number) => Buffer.from([port >> 8, port & 255])
const socks = (...parts: readonly (number | Buffer)[]) =>
  Buffer.concat([
    Buffer.from([5, 1, 0]),
    ...parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)),
  ])

const SOCKS: readonly Trick[] = [
  {
    name: 'SOCKS4',
    bytes: ({ bad }) => Buffer.concat([Buffer.from([4, 1]), word(bad), Buffer.from([127, 0, 0, 1, 0])]),
  },
  {
    name: 'SOCKS4a',
    bytes: ({ bad }) =>
      Buffer.concat([
        Buffer.from([4, 1]),
        word(bad),
        Buffer.from([0, 0, 0, 1, 0]),
        Buffer.from('evil.test\0'),
      ]),
  },
  { name: 'SOCKS5 BIND', bytes: ({ good: port }) => socksRequest('good.test', port, 2) },
  { name: 'SOCKS5 UDP ASSOCIATE', bytes: ({ good: port }) => socksRequest('good.test', port, 3) },
  {
    name: 'SOCKS5 with an unknown command',
    bytes: ({ good: port }) => socksRequest('good.test', port, 0xf0),
  },
  {
    name: 'SOCKS5 to 127.0.0.1',
    bytes: ({ bad }) => socks(5, 1, 0, 1, Buffer.from([127, 0, 0, 1]), word(bad)),
  },
  { name: 'SOCKS5 to 0.0.0.0', bytes: ({ bad }) => socks(5, 1, 0, 1, Buffer.alloc(4), word(bad)) },
  { name: 'SOCKS5 to ::1', bytes: ({ bad }) => socks(5, 1, 0, 4, Buffer.alloc(15), 1, word(bad)) },
  { name: 'SOCKS5 to ::', bytes: ({ bad }) => socks(5, 1, 0, 4, Buffer.alloc(16), word(bad)) },
  {
    name: 'SOCKS5 to ::ffff:127.0.0.1',
    bytes: ({ bad }) => socks(5, 1, 0, 4, Buffer.alloc(10), 255, 255, 127, 0, 0, 1, word(bad)),
  },
  { name: 'SOCKS5 to nothing', bytes: ({ bad }) => socks(5, 1, 0, 3, 0, word(bad)) },
  {
    name: 'SOCKS5 to 255 bytes',
    bytes: ({ bad }) => socksRequest(`${'a'.repeat(245)}.good.test`.slice(-255), bad),
  },
  { name: 'SOCKS5 to a URL', bytes: ({ bad }) => socksRequest('http://good.test/', bad) },
  { name: 'SOCKS5 to a name with a port', bytes: ({ bad }) => socksRequest(`evil.test:${bad}`, bad) },
  { name: 'SOCKS5 to a name that ends in CRLF', bytes: ({ bad }) => socksRequest('good.test\r\n', bad) },
  {
    name: 'SOCKS5 with a second request',
    bytes: ({ bad }) => Buffer.concat([socksRequest('evil.test', bad), socksRequest('good.test', bad)]),
  },
  {
    name: 'SOCKS5 without a greeting',
    bytes: ({ bad }) => Buffer.concat([Buffer.from([5, 1, 0, 1, 127, 0, 0, 1]), word(bad)]),
  },
  {
    name: 'SOCKS5 with HTTP behind the greeting',
    bytes: (field) =>
      Buffer.concat([Buffer.from([5, 1, 0]), Buffer.from(forward(`http://${evil(field)}/`, evil(field)))]),
  },
  {
    name: 'SOCKS5 with credentials only',
    bytes: ({ bad }) =>
      Buffer.concat([Buffer.from([5, 1, 2, 1, 1, 97, 1, 98]), socksRequest('evil.test', bad)]),
  },
]

const SELF: readonly Trick[] = [
  {
    name: 'the proxy through itself, by name',
    bytes: ({ proxy }) => `CONNECT good.test:${proxy} HTTP/1.1\r\n\r\n`,
    next: (field) => `CONNECT ${evil(field)} HTTP/1.1\r\n\r\n`,
  },
  {
    name: 'the proxy through itself, by address',
    bytes: ({ proxy }) => `CONNECT 127.0.0.1:${proxy} HTTP/1.1\r\n\r\n`,
  },
  { name: 'the proxy through itself, with SOCKS', bytes: ({ proxy }) => socksRequest('good.test', proxy) },
]

export const TRICKS: readonly Trick[] = [
  ...HOSTS,
  ...PORTS,
  ...TARGETS,
  ...REQUESTS,
  ...SESSIONS,
  ...SOCKS,
  ...SELF,
]
