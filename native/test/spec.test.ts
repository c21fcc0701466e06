/** What the inner stage refuses to read: nothing runs, and the reason is named. */

import { describe, expect, test } from 'vitest'
import { identities, runSpec, spec } from './sandbox.js'

const identity = identities.at(-1) ?? { name: 'nobody', uid: 65534, gid: 65534 }
const words = (...list: readonly string[]) => Buffer.from(list.map((word) => `${word}\0`).join(''))
const HEAD = ['sandbox-inner 1', 'cwd', '/']

const LANDLOCK = ['landlock', '7', '1', '0']

const cases: readonly (readonly [string, Uint8Array, string])[] = [
  ['an empty file', Buffer.alloc(0), 'the spec is empty'],
  ['another version', words('sandbox-inner 2', 'end'), 'bad spec: not a spec of version 1'],
  [
    'a missing last NUL',
    Buffer.from('sandbox-inner 1\0cwd\0/\0arg\0true\0end'),
    'bad spec: cut off before: end',
  ],
  ['a missing end', words(...HEAD), 'bad spec: cut off before: end'],
  [
    'a record behind an argument',
    words(...HEAD, 'arg', 'x', 'hide', '/a', 'end'),
    'bad spec: after the command: hide',
  ],
  [
    'a record behind a variable',
    words(...HEAD, 'env', 'A=1', 'attach', '/a', 'rw', 'end'),
    'bad spec: after the command: attach',
  ],
  ['something after the end', words(...HEAD, 'end', ''), 'bad spec: something follows: end'],
  ['an unknown keyword', words(...HEAD, 'mount', '/x', 'end'), 'bad spec: unknown keyword: mount'],
  ['an empty keyword', words(...HEAD, '', 'end'), 'bad spec: unknown keyword: '],
  ['a missing operand', words(...HEAD, 'hide'), 'bad spec: operand missing after: hide'],
  ['an operand taken for the end', words(...HEAD, 'attach', '/a', 'end'), 'bad spec: neither rw nor ro: end'],
  ['an empty path', words(...HEAD, 'hide', '', 'end'), 'bad spec: not a plain absolute path: '],
  ['a relative path', words(...HEAD, 'hide', 'a/b', 'end'), 'bad spec: not a plain absolute path: a/b'],
  [
    'a path with ..',
    words(...HEAD, 'hide', '/a/../b', 'end'),
    'bad spec: not a plain absolute path: /a/../b',
  ],
  ['a path with .', words(...HEAD, 'pin', '/a/.', 'end'), 'bad spec: not a plain absolute path: /a/.'],
  ['a doubled slash', words(...HEAD, 'pin', '/a//b', 'end'), 'bad spec: not a plain absolute path: /a//b'],
  ['a slash at the end', words(...HEAD, 'pin', '/a/', 'end'), 'bad spec: not a plain absolute path: /a/'],
  ['the root itself', words(...HEAD, 'readonly', '/', 'end'), 'bad spec: not a plain absolute path: /'],
  ['no working directory', words('sandbox-inner 1', 'arg', 'x', 'end'), 'bad spec: missing: cwd'],
  ['two working directories', words(...HEAD, 'cwd', '/', 'end'), 'bad spec: given twice: cwd'],
  ['no command', words('sandbox-inner 1', 'cwd', '/', 'end'), 'bad spec: missing: arg'],
  [
    'an empty program',
    words('sandbox-inner 1', 'cwd', '/', 'arg', '', 'end'),
    'bad spec: empty program name',
  ],
  ['a variable without value', words(...HEAD, 'env', 'A', 'end'), 'bad spec: not NAME=VALUE: A'],
  ['a variable without name', words(...HEAD, 'env', '=a', 'end'), 'bad spec: not NAME=VALUE: =a'],
  [
    'the network of the host twice',
    words(...HEAD, 'host-network', 'host-network', 'end'),
    'bad spec: given twice: host-network',
  ],
  ['terminal twice', words(...HEAD, 'terminal', 'terminal', 'end'), 'bad spec: given twice: terminal'],
  ['a relative socket', words(...HEAD, 'socket', 'a', 'end'), 'bad spec: not a plain absolute path: a'],
  [
    'a socket that climbs',
    words(...HEAD, 'socket-pinned', '/a/..', 'end'),
    'bad spec: not a plain absolute path: /a/..',
  ],
  ['an unknown limit', words(...HEAD, 'limit', 'time', '1', 'end'), 'bad spec: unknown limit: time'],
  [
    'a limit given twice',
    words(...HEAD, 'limit', 'cpu', '1', 'limit', 'cpu', '2', 'end'),
    'bad spec: limited twice: cpu',
  ],
  ...(
    [
      ['memory', ''],
      ['memory', '0'],
      ['memory', '-1'],
      ['memory', '1k'],
      ['memory', '9223372036854775808'],
      ['memory', '18446744073709551617'],
      ['processes', '0'],
      ['processes', '1000000001'],
      ['cpu', '0'],
      ['cpu', '1.5'],
      ['cpu', '1000000001'],
    ] as const
  ).map(
    ([name, value]) =>
      [
        `${name} limited to "${value}"`,
        words(...HEAD, 'limit', name, value, 'end'),
        `bad spec: not a possible limit: ${value}`,
      ] as const,
  ),
  ...(
    [
      ['of nothing', ''],
      ['with half a byte', '0600000000000007f'],
      ['with half an instruction', '06000000'],
      ['with upper-case digits', '060000000000FF7F'],
      ['with other letters', '060000000000xx7f'],
      ['with a space', ' 60000000000ff7f'],
      ['of 4097 instructions', '060000000000ff7f'.repeat(4097)],
    ] as const
  ).map(
    ([what, hex]) =>
      [
        `a filter ${what}`,
        words(...HEAD, 'seccomp', hex, 'end'),
        'bad spec: not 1 to 4096 instructions in hexadecimal after: seccomp',
      ] as const,
  ),
  [
    'too many filters',
    words(...HEAD, ...Array.from({ length: 8 }, () => ['seccomp', '060000000000ff7f']).flat(), 'end'),
    'bad spec: given too often: seccomp',
  ],
  ['a bad device number', words(...HEAD, 'expect', '/a', '1x', '2', 'end'), 'bad spec: not a number: 1x'],
  [
    'an inode number beyond the greatest',
    words(...HEAD, 'expect', '/a', '1', '18446744073709551616', 'end'),
    'bad spec: not a number: 18446744073709551616',
  ],
  ['a bad mode', words(...HEAD, 'attach', '/a', 'w', 'end'), 'bad spec: neither rw nor ro: w'],
  ['a bad count', words(...HEAD, 'hole', '/a', '-1', 'end'), 'bad spec: not a count up to 100000: -1'],
  [
    'a huge count',
    words(...HEAD, 'hole', '/a', '100001', 'end'),
    'bad spec: not a count up to 100000: 100001',
  ],
  [
    'a short hole',
    words(...HEAD, 'hole', '/a', '2', 'hole-dir', 'x', 'end'),
    'bad spec: mount points missing before: end',
  ],
  [
    'a record between mount points',
    words(...HEAD, 'hole', '/a', '1', 'hide', '/b', 'end'),
    'bad spec: mount points missing before: hide',
  ],
  [
    'a mount point without a hole',
    words(...HEAD, 'hole-dir', 'x', 'end'),
    'bad spec: outside a hole: hole-dir',
  ],
  [
    'a mount point outside its hole',
    words(...HEAD, 'hole', '/a', '1', 'hole-file', '../x', 'end'),
    'bad spec: not a plain relative path: ../x',
  ],
  [
    'landlock that closes nothing',
    words(...HEAD, 'landlock', '0', '0', '0', 'end'),
    'bad spec: nothing is closed by: landlock',
  ],
  ['landlock twice', words(...HEAD, ...LANDLOCK, ...LANDLOCK, 'end'), 'bad spec: given twice: landlock'],
  ['a bad mask', words(...HEAD, 'landlock', '1', '0x3', '0', 'end'), 'bad spec: not a number: 0x3'],
  [
    'a rule before landlock',
    words(...HEAD, 'landlock-path', '1', '/', ...LANDLOCK, 'end'),
    'bad spec: landlock missing before: landlock-path',
  ],
  [
    'streams before landlock',
    words(...HEAD, 'landlock-streams', 'end'),
    'bad spec: landlock missing before: landlock-streams',
  ],
  [
    'streams twice',
    words(...HEAD, ...LANDLOCK, 'landlock-streams', 'landlock-streams', 'end'),
    'bad spec: given twice: landlock-streams',
  ],
  [
    'a rule that opens nothing',
    words(...HEAD, ...LANDLOCK, 'landlock-path', '0', '/', 'end'),
    'bad spec: not a part of what landlock closes: 0',
  ],
  [
    'a rule for what is not closed',
    words(...HEAD, ...LANDLOCK, 'landlock-path', '8', '/', 'end'),
    'bad spec: not a part of what landlock closes: 8',
  ],
  [
    'a port rule for what is not closed',
    words(...HEAD, ...LANDLOCK, 'landlock-port', '2', '80', 'end'),
    'bad spec: not a part of what landlock closes: 2',
  ],
  [
    'a port beyond the last',
    words(...HEAD, ...LANDLOCK, 'landlock-port', '1', '65536', 'end'),
    'bad spec: not a port: 65536',
  ],
  [
    'a relative place',
    words(...HEAD, ...LANDLOCK, 'landlock-path-if-present', '1', 'a', 'end'),
    'bad spec: not a plain absolute path: a',
  ],
]

describe('a spec is refused for', () => {
  test.each(cases)('%s', async (_name, bytes, message) => {
    expect(await runSpec(bytes, { identity })).toMatchObject({
      code: 125,
      stdout: '',
      stderr: '',
      status: ['setup-failed', message],
    })
  })

  test('a capability that bubblewrap left', async () => {
    const bwrapOptions = ['--cap-add', 'CAP_NET_RAW']
    const ended = await runSpec(spec([], ['true']), { identity, bwrapOptions })
    expect(ended.code).toBe(125)
    expect(ended.status[1]).toMatch(/^capabilities are held at the start \(0x2000\)$/)
  })
})
