/** Every construct of the policy language means something on macOS, or is refused there by name. A new one fails here first. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { openPolicy } from '@sandbox/core'
import { hostFacts, prepareSeatbelt, renderProfile } from '@sandbox/macos-seatbelt'
import { type PolicyDocument, type ProfileTable, STAND_IN_PORT } from '@sandbox/policy'
import schema from '@sandbox/policy/sandbox.schema.json' with { type: 'json' }
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeMac } from '../../../macos-seatbelt/test/support/fakes.js'
import { SPECIAL_KEYS } from '../../../policy/src/path-key.js'

/** What a construct changes on macOS, or the code of its refusal. */
type Meaning =
  | 'the profile'
  | 'the environment of the command'
  | 'the egress proxy'
  | 'the supervisor'
  | 'nothing: it is for people'
  | 'nothing: it is for Linux'
  | 'LIMIT_NOT_ENFORCED'

/** A construct, and a document without it that is the same otherwise. */
interface Row {
  readonly means: Meaning
  readonly with: PolicyDocument
  readonly without: PolicyDocument
}

const filesystem = { ':root': 'read', ':workspace_roots': 'write' } as const
const profile = (rest: ProfileTable): PolicyDocument => ({
  default_permissions: 'own',
  permissions: { own: { filesystem, ...rest } },
})
const paths = (rest: ProfileTable['filesystem']) => profile({ filesystem: { ...filesystem, ...rest } })
const row = (means: Meaning, on: ProfileTable, off: ProfileTable = {}): Row => ({
  means,
  with: profile(on),
  without: profile(off),
})
const pathRow = (on: ProfileTable['filesystem'], off: ProfileTable['filesystem'] = {}): Row => ({
  means: 'the profile',
  with: paths(on),
  without: paths(off),
})
const domains = (entry: NonNullable<NonNullable<ProfileTable['network']>['domains']>[string]) => ({
  network: { mode: 'proxy', domains: { 'example.com': entry } } as const,
})
const proxy = (rest: ProfileTable['network']) => ({ network: { mode: 'proxy', ...rest } as const })
const whole = (rest: PolicyDocument): PolicyDocument => ({ ...profile({}), ...rest })

const ROWS: Readonly<Record<string, Row>> = {
  schema_version: {
    means: 'nothing: it is for people',
    with: whole({ schema_version: 1 }),
    without: whole({}),
  },
  default_permissions: {
    means: 'the profile',
    with: whole({ default_permissions: ':read-only' }),
    without: whole({}),
  },
  description: row('nothing: it is for people', { description: 'text' }),
  extends: {
    means: 'the profile',
    with: { default_permissions: 'own', permissions: { own: { extends: ':workspace' } } },
    without: { default_permissions: 'own', permissions: { own: { extends: ':read-only' } } },
  },
  'workspace_roots.*': row('the profile', { workspace_roots: { '~/other': true } }),
  'filesystem.glob_scan_max_depth': pathRow(
    { '~/repo': { '**/*.pem': 'deny' }, glob_scan_max_depth: 1 },
    { '~/repo': { '**/*.pem': 'deny' } },
  ),
  'filesystem.protected_names': pathRow({ protected_names: ['.secret'] }),
  'filesystem.* = read': pathRow({ '~/repo/deep': 'read' }),
  'filesystem.* = write': pathRow({ '~/other': 'write' }),
  'filesystem.* = deny': pathRow({ '~/other': 'deny' }),
  'filesystem.* = none': pathRow({ '~/other': 'none' }),
  'filesystem.*.* = read': pathRow({ '~/repo': { '.': 'write', deep: 'read' } }, { '~/repo': 'write' }),
  'filesystem.*.* = write': pathRow({ '~': { other: 'write' } }),
  'filesystem.*.* = deny': pathRow({ '~': { other: 'deny' } }),
  'filesystem.*.* = none': pathRow({ '~': { other: 'none' } }),
  'network.mode = none': row('the profile', { network: { mode: 'none' } }, { network: { mode: 'full' } }),
  'network.mode = proxy': row('the profile', { network: { mode: 'proxy' } }),
  'network.mode = full': row('the profile', { network: { mode: 'full' } }),
  'network.domains.* = allow': row('the egress proxy', domains('allow'), proxy({})),
  'network.domains.* = deny': row('the egress proxy', domains('deny'), proxy({})),
  'network.domains.*.action = allow': row('the egress proxy', domains({ action: 'allow' }), proxy({})),
  'network.domains.*.action = deny': row('the egress proxy', domains({ action: 'deny' }), proxy({})),
  'network.domains.*.private': row(
    'the egress proxy',
    domains({ action: 'allow', private: true }),
    domains({ action: 'allow' }),
  ),
  'network.unix_sockets.* = allow': row(
    'the profile',
    proxy({ unix_sockets: { '/private/var/run/x.sock': 'allow' } }),
    proxy({}),
  ),
  'network.unix_sockets.* = deny': {
    means: 'the profile',
    with: socketOfParent('deny'),
    without: socketOfParent('allow'),
  },
  'network.limited': row('the egress proxy', proxy({ limited: true }), proxy({})),
  'network.allow_local_binding': row('the profile', { network: { allow_local_binding: true } }),
  'network.upstream_proxy': row(
    'the egress proxy',
    proxy({ upstream_proxy: 'http://127.0.0.1:1' }),
    proxy({}),
  ),
  'network.socks5': row('the egress proxy', proxy({ socks5: false }), proxy({})),
  'environment.inherit = all': row(
    'the environment of the command',
    { environment: { inherit: 'all' } },
    { environment: { inherit: 'none' } },
  ),
  'environment.inherit = core': row('the environment of the command', { environment: { inherit: 'core' } }),
  'environment.inherit = none': row('the environment of the command', { environment: { inherit: 'none' } }),
  'environment.keep': row('the environment of the command', { environment: { keep: ['API_TOKEN'] } }),
  'environment.exclude': row('the environment of the command', { environment: { exclude: ['EDITOR'] } }),
  'environment.set.*': row('the environment of the command', { environment: { set: { CI: '1' } } }),
  'environment.only': row('the environment of the command', { environment: { only: ['PATH'] } }),
  'limits.timeout': row('the supervisor', { limits: { timeout: '1m' } }),
  'limits.memory': row('LIMIT_NOT_ENFORCED', { limits: { memory: '1GiB' } }),
  'limits.processes': row('LIMIT_NOT_ENFORCED', { limits: { processes: 9 } }),
  'limits.files': row('LIMIT_NOT_ENFORCED', { limits: { files: '1GiB' } }),
  'limits.cpu': row('LIMIT_NOT_ENFORCED', { limits: { cpu: '1m' } }),
  'limits.output': row('LIMIT_NOT_ENFORCED', { limits: { output: '1MiB' } }),
  'linux.launcher': linuxRow({ launcher: 'system' }),
  'linux.allow_nested_userns': linuxRow({ allow_nested_userns: true }),
  'linux.backend = linux-bwrap': linuxRow({ backend: 'linux-bwrap' }),
  'linux.backend = linux-landlock-seccomp': linuxRow({ backend: 'linux-landlock-seccomp' }),
}

/** The rows of the tables on the page about macOS that have two columns. */
const PAGE = [
  ...readFileSync(new URL('../../../../docs/macos.md', import.meta.url), 'utf8').matchAll(
    /^\| ([^|]+) \| ([^|]+) \|$/gm,
  ),
]

/** The special keys, and the kinds of paths, stand beside the schema. */
const KEYS: Readonly<Record<string, Row>> = {
  ':root': pathRow({ ':root': 'write' }),
  ':minimal': {
    means: 'the profile',
    with: profile({ filesystem: { ':workspace_roots': 'write', ':minimal': 'read' } }),
    without: profile({ filesystem: { ':workspace_roots': 'write' } }),
  },
  ':workspace_roots': pathRow({ ':workspace_roots': 'deny' }),
  ':tmpdir': pathRow({ ':tmpdir': 'write' }),
  ':slash_tmp': pathRow({ ':slash_tmp': 'write' }),
  ':home': pathRow({ ':home': 'write' }),
}

/** A list of a parent, and what a child says of it. */
function socketOfParent(action: 'allow' | 'deny'): PolicyDocument {
  const socket = '/private/var/run/x.sock'
  return {
    default_permissions: 'own',
    permissions: {
      parent: { filesystem, network: { mode: 'proxy', unix_sockets: { [socket]: 'allow' } } },
      own: { extends: 'parent', network: { unix_sockets: { [socket]: action } } },
    },
  }
}

function linuxRow(linux: PolicyDocument['linux']): Row {
  return { means: 'nothing: it is for Linux', with: whole({ linux }), without: whole({}) }
}

const mac = fakeMac()
beforeAll(() => {
  for (const path of ['home/repo/deep/one', 'home/other', 'tmp']) {
    mkdirSync(join(mac.root, path), { recursive: true })
  }
  writeFileSync(join(mac.root, 'home/repo/deep/one/x.pem'), '')
})
afterAll(() => mac.remove())

async function open(document: PolicyDocument) {
  const policyFile = join(mac.root, 'policy.json')
  writeFileSync(policyFile, JSON.stringify(document))
  return openPolicy({
    policyFile,
    cwd: mac.cwd,
    platform: 'darwin',
    environment: {
      HOME: mac.home,
      PATH: '/usr/bin:/bin',
      TMPDIR: join(mac.root, 'tmp'),
      EDITOR: 'vi',
      API_TOKEN: 'x',
    },
    managedFile: join(mac.root, 'none.toml'),
  })
}

/** What reaches the system, the command, the proxy and the supervisor. */
async function outcome(document: PolicyDocument) {
  const { policy, environment } = await open(document)
  const { domains: rules, ...egress } = policy.egress
  return {
    'the profile': withoutName(renderProfile(policy, { ...hostFacts(policy), proxyPort: STAND_IN_PORT })),
    'the environment of the command': environment.environment,
    'the egress proxy': [rules.map(({ source, ...rule }) => rule), egress],
    'the supervisor': policy.limits,
  }
}

function withoutName({ text, params }: ReturnType<typeof renderProfile>) {
  return [text.replace(/^; The policy .*$/m, ''), params]
}

/** Every key of the schema, and every word where there is a choice of words. */
function constructsOf(part: Part, path: string): readonly string[] {
  if (part.anyOf !== undefined) return part.anyOf.flatMap((each) => constructsOf(each, path))
  if (part.enum !== undefined) return part.enum.map((word) => `${path} = ${word}`)
  const named = Object.entries(part.properties ?? {}).flatMap(([key, each]) =>
    constructsOf(each, path === '' ? key : `${path}.${key}`),
  )
  const others = part.additionalProperties
  const any = typeof others === 'object' ? constructsOf(others, `${path}.*`) : []
  return named.length + any.length === 0 ? [path] : [...named, ...any]
}

interface Part {
  readonly anyOf?: readonly Part[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Part>>
  readonly additionalProperties?: boolean | Part
}

test('the table has every construct of the schema, and nothing else', () => {
  const constructs = constructsOf(schema as Part, '').map((each) => each.replace(/^permissions\.\*\./, ''))
  expect(Object.keys(ROWS).sort()).toEqual([...new Set(constructs)].sort())
  expect(Object.keys(KEYS).sort()).toEqual(Object.keys(SPECIAL_KEYS).sort())
})

test.each(Object.entries(ROWS))(
  '%s stands on the page about macOS with its meaning',
  (construct, { means }) => {
    const [key = ''] = construct.split(/\.\*| = /)
    const names = [key, key.split('.')[0], key.split('.').at(-1)].map((name) => `\`${name}\``)
    const found = PAGE.filter(([, keys = '']) => names.some((name) => keys.includes(name)))
    expect(found.map(([, , meaning = '']) => meaning).join()).toContain(means.split(':')[0])
  },
)

describe.each(Object.entries({ ...ROWS, ...KEYS }))('%s', (_, { means, ...documents }) => {
  test(means, async () => {
    if (means === 'LIMIT_NOT_ENFORCED') {
      const { policy } = await open(documents.with)
      await expect(prepareSeatbelt(policy)).rejects.toMatchObject({ code: means })
      return
    }
    const [on, off] = [await outcome(documents.with), await outcome(documents.without)]
    const changed = Object.keys(on).filter(
      (part) => !isDeepStrictEqual(on[part as keyof typeof on], off[part as keyof typeof off]),
    )
    expect(changed.filter((part) => part === 'the profile' || part === means)).toEqual(
      means.startsWith('nothing') ? [] : [means],
    )
    if (means.startsWith('nothing')) expect(changed).toEqual([])
  })
})
