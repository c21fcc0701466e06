import type { Access, SandboxError } from '@sandbox/policy'
import { describe, expect, test } from 'vitest'
import { isOpen, openRights } from '../../test/support/landlock.js'
import { filesOf, type PolicyOptions, policyOf } from '../../test/support/policies.js'
import { buildRuleset } from './build-ruleset.js'
import { FILE_RIGHTS, maskOf } from './rights.js'
import { type AloneOptions, enforcementParts } from './ruleset.js'

const DEVICES = ['full', 'null', 'random', 'tty', 'urandom', 'zero'].map((name) => `/dev/${name}`)
/** What is opened instead of `/` in the tree that the cases share, because devices are not. */
const AROUND_DEVICES = ['/', '/home', '/proc', '/sys', '/tmp', '/usr']
const EVERY_ABI = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

function layer(rules: Record<string, Access>, abi: number, options: PolicyOptions = {}) {
  const policy = policyOf(rules, filesOf(['/w/', '/tmp/']), options)
  return buildRuleset(policy, { abi }, { purpose: 'layer', proxyPorts: [3128, 1080, 3128] })
}

interface AloneCase extends PolicyOptions {
  readonly entries?: readonly string[]
  readonly unreadable?: readonly string[]
  readonly abi?: number
  readonly asked?: Partial<AloneOptions>
}

function alone(rules: Record<string, Access>, options: AloneCase = {}) {
  const entries = [
    '/usr/',
    '/w/',
    '/home/u/',
    '/dev/null',
    '/proc/',
    '/sys/',
    '/tmp/',
    ...(options.entries ?? []),
  ]
  const files = filesOf(entries, options.unreadable)
  const policy = policyOf(rules, files, options)
  const ruleset = buildRuleset(
    policy,
    { abi: options.abi ?? 7 },
    { purpose: 'alone', files, ...options.asked },
  )
  // `sandbox.toml` is protected in every writable root.
  return {
    ...ruleset,
    opened: ruleset.pathRules.map(({ path }) => path).filter((path) => !DEVICES.includes(path)),
  }
}

function refusal(make: () => unknown): SandboxError {
  try {
    make()
  } catch (error) {
    return error as SandboxError
  }
  throw new Error('it was not refused')
}

describe('behind the mounts', () => {
  test('writing is open beneath the writable roots and the own /dev and /proc only', () => {
    const ruleset = layer({ '/': 'read', '/w': 'write', '/tmp': 'write' }, 7)
    expect(ruleset.pathRules.map(({ path }) => path)).toEqual(['/dev', '/proc', '/tmp', '/w'])
    expect(isOpen(ruleset, '/w/a', 'make_fifo')).toBe(true)
    expect(isOpen(ruleset, '/home/u', 'make_fifo')).toBe(false)
    expect(isOpen(ruleset, '/home/u/fifo', 'write_file')).toBe(false)
  })

  test('reading and executing are not closed', () => {
    const { handledAccessFs } = layer({ '/': 'read' }, 9)
    const reading = maskOf(FILE_RIGHTS, 9, ({ kind }) => kind === 'read')
    expect(handledAccessFs & reading).toBe(0)
  })

  test('a terminal below /dev keeps its ioctl calls', () => {
    expect(isOpen(layer({ '/': 'read' }, 5), '/dev/pts/0', 'ioctl_dev')).toBe(true)
  })

  test.each([0, 1])('nothing is layered with ABI %i, and that is said', (abi) => {
    const ruleset = layer({ '/': 'read', '/w': 'write' }, abi)
    expect(ruleset).toMatchObject({ handledAccessFs: 0, handledAccessNet: 0, scoped: 0, pathRules: [] })
    expect(enforcementParts(ruleset)).toContainEqual({
      mechanism: 'landlock-files',
      level: 'none',
      missing: expect.stringContaining('rename'),
    })
  })

  test.each([
    [2, 0x3ff2, 0, 0],
    [3, 0x7ff2, 0, 0],
    [4, 0x7ff2, 3, 0],
    [5, 0xfff2, 3, 0],
    [6, 0xfff2, 3, 3],
    [7, 0xfff2, 3, 3],
    [8, 0xfff2, 3, 3],
    [9, 0xfff2, 3, 3],
    [99, 0xfff2, 3, 3],
  ])('ABI %i closes %i, %i and %i', (abi, files, ports, scopes) => {
    expect(layer({ '/': 'read' }, abi)).toMatchObject({
      handledAccessFs: files,
      handledAccessNet: ports,
      scoped: scopes,
    })
  })

  test('the ports of the proxy can be connected to, and with full egress every port', () => {
    const connect = 2
    expect(layer({ '/': 'read' }, 7, { egress: { mode: 'proxy' } })).toMatchObject({
      handledAccessNet: 3,
      portRules: [
        { port: 1080, access: connect },
        { port: 3128, access: connect },
      ],
    })
    expect(layer({ '/': 'read' }, 3, { egress: { mode: 'proxy' } }).portRules).toEqual([])
    expect(layer({ '/': 'read' }, 7, { egress: { mode: 'full' } }).handledAccessNet).toBe(0)
    const local = layer({ '/': 'read' }, 7, { egress: { mode: 'proxy', allowLocalBinding: true } })
    expect(local.handledAccessNet).toBe(0)
  })

  test('nothing is missing on this kernel without closed places', () => {
    const parts = enforcementParts(layer({ '/': 'read' }, 7))
    expect(parts).toEqual([
      { mechanism: 'landlock-files', level: 'full' },
      { mechanism: 'landlock-tcp', level: 'full' },
      { mechanism: 'landlock-scopes', level: 'full' },
    ])
  })
})

describe('alone', () => {
  test('reads below readable places and writes below writable ones', () => {
    const ruleset = alone({ '/usr': 'read', '/w/out': 'write' }, { entries: ['/w/out/', '/w/out/f'] })
    expect(openRights(ruleset, '/usr/bin')).toEqual(['execute', 'read_file', 'read_dir'])
    expect(openRights(ruleset, '/home/u')).toEqual([])
    expect(openRights(ruleset, '/w')).toEqual([])
    expect(openRights(ruleset, '/w/out/f')).toContain('truncate')
  })

  test.each(EVERY_ABI)('every right of ABI %i is closed', (abi) => {
    const ruleset = alone({ '/': 'read' }, { abi, asked: { accept: ['truncate'] } })
    expect(ruleset.handledAccessFs).toBe(maskOf(FILE_RIGHTS, abi))
  })

  test('a writable directory with protected names is opened child by child, and that is said', () => {
    const entries = ['/w/.git/config', '/w/src/a.c', '/w/notes', '/w/link -> /usr']
    const ruleset = alone({ '/': 'read', '/w': 'write' }, { entries, protectedNames: ['.git'] })
    expect(ruleset.opened).toEqual([...AROUND_DEVICES, '/w', '/w/notes', '/w/src'])
    expect(isOpen(ruleset, '/w/.git/config', 'write_file')).toBe(false)
    expect(isOpen(ruleset, '/w/.git/config', 'read_file')).toBe(true)
    expect(isOpen(ruleset, '/w', 'make_reg')).toBe(false)
    expect(isOpen(ruleset, '/w/src', 'make_reg')).toBe(true)
    expect(ruleset.warnings).toEqual([
      {
        code: 'LANDLOCK_NARROWER',
        message:
          'With Landlock alone nothing can be created, removed or renamed directly in /w, because these are closed: /w/.git, /w/sandbox.toml.',
        hint: expect.any(String),
      },
    ])
  })

  test('a denied directory splits those above it, and its rule is named', () => {
    const entries = ['/home/u/.ssh/id', '/home/u/code/', '/home/other/']
    const ruleset = alone({ '/': 'read', '/home/u/.ssh': 'deny' }, { entries })
    expect(ruleset.opened).toEqual(['/home/other', '/home/u/code', '/proc', '/sys', '/tmp', '/usr', '/w'])
    expect(openRights(ruleset, '/home/u/.ssh/id')).toEqual([])
    expect(ruleset.warnings.map(({ message }) => message)).toContain(
      'With Landlock alone what is made directly in /home/u from now on stays closed, and it cannot be listed, because these are closed: permissions.test.filesystem."/home/u/.ssh".',
    )
  })

  test('what is reopened below a denied place is open', () => {
    const entries = ['/w/a/b/f', '/w/c/']
    const ruleset = alone({ '/w': 'write', '/w/a': 'deny', '/w/a/b': 'write' }, { entries })
    // `sandbox.toml` splits the reopened directory too.
    expect(ruleset.opened).toEqual(['/w/a/b', '/w/a/b/f', '/w/c'])
    expect(openRights(ruleset, '/w/a')).toEqual([])
  })

  test('a denied place that is absent where nothing can be made costs nothing', () => {
    expect(alone({ '/': 'read', '/home/u/.aws': 'deny' }).opened).toEqual([...AROUND_DEVICES, '/w'])
    expect(alone({ '/': 'read', '/dev/null/x': 'deny' }).opened).toEqual([...AROUND_DEVICES, '/w'])
  })

  test('a denied place in a directory that cannot be looked into stays closed', () => {
    const options = { entries: ['/home/u/a/key', '/home/u/b/'], unreadable: ['/home/u/a'] }
    const ruleset = alone({ '/': 'read', '/home/u/a/key': 'deny' }, options)
    expect(openRights(ruleset, '/home/u/a/key')).toEqual([])
    expect(openRights(ruleset, '/home/u/b')).not.toEqual([])
  })

  test('a readable directory below a denied one is open', () => {
    const options = { entries: ['/w/a/b/c/', '/w/a/b/s'] }
    const rules = { '/w/a': 'write', '/w/a/b': 'deny', '/w/a/b/c': 'read' } as const
    expect(alone(rules, options).opened).toEqual(['/w/a/b/c'])
  })

  test('a protected link cannot be replaced', () => {
    const options = { entries: ['/w/.git -> /data', '/data/', '/w/f'], protectedNames: ['.git'] }
    const ruleset = alone({ '/': 'read', '/w': 'write' }, options)
    expect(isOpen(ruleset, '/w', 'remove_file')).toBe(false)
    expect(ruleset.opened).toEqual([...AROUND_DEVICES.toSpliced(1, 0, '/data'), '/w', '/w/f'])
  })

  test('a link or a file that a closed place would have to replace keeps its name', () => {
    for (const entry of ['/w/a/l -> ../x', '/w/a/l']) {
      const ruleset = alone(
        { '/': 'read', '/w': 'write', '/w/a/l/s': 'deny' },
        { entries: [entry, '/w/a/f'] },
      )
      for (const right of ['remove_file', 'make_dir']) expect(isOpen(ruleset, '/w/a', right)).toBe(false)
      expect(isOpen(ruleset, '/w/a', 'read_dir')).toBe(true)
      expect(isOpen(ruleset, '/w/a/f', 'write_file')).toBe(true)
    }
  })

  test('matches of deny globs are closed, with what a matching link leads to', () => {
    const entries = ['/w/a.env', '/w/b', '/w/c.env -> /data/secret', '/data/secret', '/data/other']
    const rules: Record<string, Access> = { '/data': 'read', '/w': 'write', '/w/**/*.env': 'deny' }
    const globMatches = ['/w/a.env', '/w/c.env', '/data/secret']
    const ruleset = alone(rules, { entries, asked: { globMatches } })
    expect(ruleset.opened).toEqual(['/data/other', '/w/b'])
  })

  test('devices that every program uses can be written, and no others', () => {
    const entries = ['/dev/sda']
    const ruleset = alone({ '/': 'write' }, { entries })
    expect(isOpen(ruleset, '/dev/null', 'write_file')).toBe(true)
    expect(isOpen(ruleset, '/dev/sda', 'write_file')).toBe(false)
    expect(isOpen(ruleset, '/proc/sysrq-trigger', 'write_file')).toBe(false)
    expect(isOpen(alone({ '/usr': 'read' }), '/dev/null', 'write_file')).toBe(true)
    expect(isOpen(alone({ '/': 'read', '/dev/null': 'deny' }), '/dev/null', 'read_file')).toBe(false)
    const named = alone({ '/': 'read', '/dev/sda': 'write' }, { entries })
    expect(isOpen(named, '/dev/sda', 'write_file')).toBe(true)
  })

  test('others are read only where a rule names them, and their directory is listed like any other', () => {
    const entries = ['/dev/sda', '/dev/pts/7']
    for (const rules of [{ '/': 'read' }, { '/': 'write' }] as const) {
      const ruleset = alone(rules, { entries })
      for (const device of entries) expect(openRights(ruleset, device)).not.toContain('read_file')
      for (const place of ['/', '/dev']) expect(openRights(ruleset, place)).toContain('read_dir')
    }
    expect(alone({ '/': 'read' }, { entries }).warnings).toEqual([])
    expect(isOpen(alone({ '/': 'read', '/dev/pts': 'read' }, { entries }), '/dev/pts/7', 'read_file')).toBe(
      true,
    )
    expect(isOpen(alone({ '/': 'read', '/dev': 'read' }, { entries }), '/dev/sda', 'read_file')).toBe(true)
    const denied = alone(
      { '/': 'read', '/home/u/.ssh': 'deny' },
      { entries: ['/home/u/.ssh/id', ...entries] },
    )
    expect(openRights(denied, '/dev')).toEqual([])
  })

  test('from ABI 9 on only the sockets that the policy allows can be connected to', () => {
    const egress = { mode: 'full', unixSockets: { '/run/a.sock': 'allow', '/run/b.sock': 'deny' } } as const
    const ruleset = alone({ '/': 'read' }, { abi: 9, egress })
    expect(isOpen(ruleset, '/run/a.sock', 'resolve_unix')).toBe(true)
    expect(isOpen(ruleset, '/run/b.sock', 'resolve_unix')).toBe(false)
    expect(isOpen(ruleset, '/run/c.sock', 'resolve_unix')).toBe(false)
  })

  test('everything is open without a policy', () => {
    expect(alone({}, { unrestricted: true }).opened).toEqual(['/'])
  })

  test('what no version can do is always said, and what this one cannot when it matters', () => {
    const said = (abi: number, mode: 'none' | 'full') =>
      alone({ '/': 'read' }, { abi, egress: { mode }, asked: { accept: ['truncate'] } })
        .missing.map(({ missing }) => missing)
        .join('\n')
    for (const abi of EVERY_ABI) expect(said(abi, 'none')).toContain('extended attributes')
    expect(said(2, 'none')).toContain('cut to nothing')
    expect(said(3, 'none')).not.toContain('cut to nothing')
    expect(said(3, 'none')).toContain('TCP')
    expect(said(4, 'none')).not.toContain('TCP')
    expect(said(5, 'none')).toContain('signalled')
    expect(said(6, 'none')).not.toContain('signalled')
    expect(said(8, 'full')).toContain('socket')
    expect(said(9, 'full')).not.toContain('socket')
  })
})

describe('alone, refused by name', () => {
  const glob = { '/': 'read', '/w/**/*.env': 'deny' } as const
  const unlooked = { rule: 'permissions.test.filesystem."/w/**/*.env"', why: 'not looked up' }

  test.each<[string, Record<string, Access>, AloneCase, { rule: string; why: string }]>([
    ['a glob that was not looked up', glob, {}, unlooked],
    [
      'truncation below ABI 3',
      { '/': 'read', '/w': 'write' },
      { abi: 2 },
      { rule: 'permissions.test.filesystem."/"', why: 'ABI 2' },
    ],
    [
      'a proxy below ABI 4',
      { '/': 'read' },
      { abi: 3, egress: { mode: 'proxy' } },
      { rule: 'network.mode', why: 'no ports' },
    ],
    [
      'a proxy whose port would be open everywhere',
      { '/': 'read' },
      { egress: { mode: 'proxy' } },
      { rule: 'network.mode', why: 'every host' },
    ],
    [
      'local binding with a proxy',
      { '/': 'read' },
      { egress: { mode: 'proxy', allowLocalBinding: true }, asked: { accept: ['proxy-port'] } },
      { rule: 'network.allow_local_binding', why: 'addresses' },
    ],
    [
      'a denied socket',
      { '/': 'read' },
      { egress: { mode: 'full', unixSockets: { '/run/docker.sock': 'deny' } } },
      { rule: 'network.unix_sockets."/run/docker.sock"', why: 'ABI 7' },
    ],
    [
      'a denied socket in a writable place',
      { '/': 'read', '/w': 'write' },
      { abi: 9, egress: { mode: 'full', unixSockets: { '/w/a.sock': 'deny' } } },
      { rule: 'network.unix_sockets."/w/a.sock"', why: 'writable' },
    ],
    [
      'a directory with too many files beside a closed one',
      { '/': 'read', '/home/u/.ssh': 'deny' },
      { entries: ['/home/u/.ssh', '/home/u/1', '/home/u/2', '/home/u/3'], asked: { maxRules: 3 } },
      { rule: 'permissions.test.filesystem."/home/u/.ssh"', why: 'one by one' },
    ],
  ])('%s', (_name, rules, options, { rule, why }) => {
    const error = refusal(() => alone(rules, options))
    expect(error.code).toBe('LANDLOCK_CANNOT_KEEP')
    expect(error.message).toContain(`${rule}: `)
    expect(error.message).toContain(why)
    expect(error.hint).toMatch(/linux-bwrap/)
  })

  test('every rule at once', () => {
    const { message } = refusal(() => alone(glob, { abi: 2, egress: { mode: 'proxy' } }))
    for (const part of [unlooked.rule, '"/"', 'network.mode']) expect(message).toContain(part)
  })

  test('a kernel without Landlock', () => {
    expect(refusal(() => alone({ '/': 'read' }, { abi: 0 })).code).toBe('LANDLOCK_MISSING')
  })

  test('what is accepted by a word is not, and is said instead', () => {
    const egress = { mode: 'proxy' } as const
    const asked = { accept: ['proxy-port'], proxyPorts: [3128] } as const
    const ruleset = alone({ '/': 'read' }, { egress, asked })
    expect(ruleset.portRules).toEqual([{ port: 3128, access: 2 }])
    expect(enforcementParts(ruleset).find(({ mechanism }) => mechanism === 'landlock-tcp')).toMatchObject({
      level: 'partial',
      missing: expect.stringContaining('any host'),
    })
  })
})
