import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Arch, buildFilter, disassemble } from '@sandbox/linux-landlock-seccomp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Place, users } from './place.js'

const DEV = `default_permissions = "dev"
[permissions.dev]
extends = ":workspace"
[permissions.dev.filesystem.":workspace_roots"]
"." = "write"
"secrets" = "deny"
`

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

const json = (...argv: string[]) => JSON.parse(place.sandbox(...argv, '--json').stdout)

describe('--dry-run', () => {
  test('prints the plan and starts nothing', () => {
    const { exitCode, stdout } = place.sandbox('--dry-run', 'touch', 'started')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('touch started')
    expect(stdout).toContain('linux-bwrap')
    expect(existsSync(join(place.workspace, 'started'))).toBe(false)
  })

  test('for programs: names of variables, what was dropped, no value', () => {
    const environment = { NPM_TOKEN: 'hidden-1', PLAIN: 'hidden-2' }
    const { stdout } = place.run(['--dry-run', '--json', '--env', 'SET=hidden-3', 'env'], environment)
    expect(stdout).not.toMatch(/hidden-[123]/)
    expect(JSON.parse(stdout)).toMatchObject({
      profile: ':workspace',
      backend: 'linux-bwrap',
      command: { program: 'env', args: [], cwd: place.workspace, terminal: false },
      environment: {
        names: expect.arrayContaining(['PLAIN', 'SET']),
        dropped: [{ name: 'NPM_TOKEN', because: 'secret *TOKEN*' }],
      },
      enforcement: { backend: 'linux-bwrap' },
    })
  })
})

describe('explain', () => {
  test('a path, with the rule and where it was written', () => {
    const file = place.file('mine.toml', DEV)
    const [inside, secret] = json('explain', '--policy', file, 'a', 'secrets/key')
    expect(inside).toMatchObject({ subject: join(place.workspace, 'a'), access: 'write' })
    expect(secret).toMatchObject({ access: 'deny', writtenAt: expect.stringContaining('secrets') })
  })

  test('a host follows the network mode', () => {
    expect(json('explain', 'a.example:443')).toMatchObject([{ access: 'deny' }])
    expect(json('explain', '--network', 'full', '[::1]:80')).toMatchObject([{ access: 'write' }])
  })

  test('a variable, a socket', () => {
    expect(json('explain', 'env:HOME', 'env:NOT_THERE')).toMatchObject([
      { access: 'read' },
      { access: 'deny' },
    ])
    expect(json('explain', '--deny', '/run/x.sock', 'unix:/run/x.sock')).toMatchObject([{ access: 'deny' }])
    expect(json('explain', 'unix:/run/x.sock')).toMatchObject([{ access: 'deny' }])
    expect(json('explain', '--network', 'full', 'unix:/run/x.sock')).toMatchObject([{ access: 'write' }])
    const network = { mode: 'full', unix_sockets: { '/run/x.sock': 'deny' } }
    const policy = place.file(
      'sockets.json',
      JSON.stringify({
        default_permissions: 'own',
        permissions: { own: { extends: ':workspace', network } },
      }),
    )
    expect(json('explain', '--policy', policy, 'unix:/run/x.sock')).toMatchObject([
      { access: 'deny', reason: 'The policy denies the socket.' },
    ])
  })

  test('for people it is lines', () => {
    const { stdout } = place.sandbox('explain', '/etc/passwd')
    expect(stdout).toMatch(/^read {2}\/etc\/passwd\n {6}\S/)
  })
})

test('doctor --clean has nothing to do where runs leave nothing', () => {
  expect(place.sandbox('doctor', '--clean')).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing to clean: on this system every run removes what it made.\n',
  })
  expect(json('doctor', '--clean')).toEqual({ undone: [], inUse: [], left: [] })
})

describe('policy', () => {
  test('show prints a tree, deeper paths indented', () => {
    const { stdout } = place.sandbox('policy', 'show')
    expect(stdout).toContain('profile      :workspace')
    expect(stdout).toContain(`write   ${place.workspace}  `)
    expect(stdout).toContain(`read      ${place.workspace}/.git  (protected)`)
  })

  test('show gives programs the resolved policy without values of variables', () => {
    const shown = json('policy', 'show', ':read-only', '--env', 'SECRET_KEY=hidden')
    expect(shown).toMatchObject({ profile: ':read-only', environment: { set: ['SECRET_KEY'] } })
  })

  test('show gives the Seatbelt profile of a policy on any host', () => {
    const { exitCode, stdout } = place.sandbox('policy', 'show', '--for', 'macos', '--deny', '**/*.pem')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^\(version 1\)\n; The policy :workspace\./)
    expect(stdout).toContain(`=${place.workspace}\n`)
    expect(stdout).toContain('[pP][eE][mM](/.*)?$')
    const shown = json('policy', 'show', ':read-only', '--for', 'macos')
    expect(shown).toMatchObject({ profile: ':read-only', text: expect.stringContaining('(deny default)') })
    expect(place.sandbox('policy', 'check', '--for', 'macos').stderr).toContain('CLI_OPTION_ELSEWHERE')
    expect(place.sandbox('policy', 'show', ':danger-full-access', '--for', 'macos').stderr).toContain(
      'PROFILE_UNRESTRICTED',
    )
  })

  test('show gives the access lists of a policy on Windows on any host', () => {
    const { exitCode, stdout } = place.sandbox('policy', 'show', '--for', 'windows')
    expect(exitCode).toBe(0)
    const workspace = `C:${place.workspace.replaceAll('/', '\\')}`
    expect(stdout).toContain(`write      ${workspace}\n`)
    expect(stdout).toContain(`  occupy   ${workspace}\\sandbox.toml\n`)
    expect(stdout).toMatch(/reads +not fenced\nnetwork +none, as advice\nnot kept +a command can change/)
    const shown = json('policy', 'show', ':read-only', '--for', 'windows')
    expect(shown).toMatchObject({
      profile: ':read-only',
      roots: [],
      gaps: [{ name: 'permissions' }, {}, {}, {}, {}, { name: 'desktop' }],
    })
    const refused = place.sandbox('policy', 'show', '--for', 'windows', '--deny', 'secrets')
    expect(refused).toMatchObject({
      exitCode: 125,
      stderr: expect.stringContaining('READ_NOT_FENCED: --deny denies'),
    })
  })

  test('check accepts a good file and names what is wrong in a bad one', () => {
    const good = place.file('good.toml', DEV)
    expect(place.sandbox('policy', 'check', good)).toMatchObject({ exitCode: 0, stdout: `ok ${good}: dev\n` })
    const bad = place.file('bad.toml', DEV.replace('extends', 'extend'))
    const { exitCode, stderr } = place.sandbox('policy', 'check', bad)
    expect(exitCode).toBe(125)
    expect(stderr).toContain(bad)
    expect(stderr).toContain('permissions.dev.extend')
  })

  test('diff is 0 for equal and 1 for different profiles', () => {
    expect(place.sandbox('policy', 'diff', ':workspace', ':workspace')).toMatchObject({
      exitCode: 0,
      stdout: '',
    })
    const { exitCode, stdout } = place.sandbox('policy', 'diff', ':read-only', ':workspace')
    expect(exitCode).toBe(1)
    expect(stdout).toContain(`read  → write ${place.workspace}`)
  })

  test('schema is a JSON Schema', () => {
    expect(JSON.parse(place.sandbox('policy', 'schema').stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
    })
  })

  test('import and unknown verbs are refused by name', () => {
    expect(place.sandbox('policy', 'import').stderr).toContain('CLI_VERB_NOT_AVAILABLE')
    expect(place.sandbox('policy', 'shwo').stderr).toContain('show, check, diff or schema')
  })
})

test("a project's file can widen only while it is trusted", () => {
  place.file('extra/f', '')
  const widening = `${DEV}[permissions.dev.filesystem]\n"${place.directory}/extra" = "write"\n`
  const file = place.file('work/sandbox.toml', widening)
  const write = ['touch', '../extra/new'] as const
  expect(place.sandbox(...write)).toMatchObject({ exitCode: 125 })
  expect(place.sandbox('trust')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(file) })
  expect(place.sandbox(...write)).toMatchObject({ exitCode: 0 })
  expect(place.sandbox('untrust')).toMatchObject({ exitCode: 0 })
  expect(place.sandbox(...write)).toMatchObject({ exitCode: 125 })
})

test('trust without a project file says where it looked', () => {
  expect(place.sandbox('trust').stderr).toContain(place.workspace)
})

describe.each(users)('doctor as $name', (user) => {
  test('says what this host can do', () => {
    const here = new Place(user)
    try {
      const { exitCode, stdout } = here.sandbox('doctor', '--json')
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        ok: true,
        kernel: { release: expect.any(String) },
        launcher: { version: expect.any(String), reasons: expect.any(Array) },
      })
      expect(here.sandbox('doctor').stdout).toContain('verdict')
    } finally {
      here.remove()
    }
  })
})

test('doctor prints the filter that commands get', () => {
  const { exitCode, stdout } = place.sandbox('doctor', '--filter', '--json')
  expect(exitCode).toBe(0)
  const { egress, instructions } = JSON.parse(stdout) as { egress: string; instructions: string[] }
  const filter = buildFilter({ egress: 'none', arch: process.arch as Arch })
  expect({ egress, instructions }).toEqual({
    egress: 'none',
    instructions: disassemble(filter, process.arch as Arch).split('\n'),
  })
  expect(place.sandbox('doctor', '--filter').stdout).toContain('load architecture')
  expect(place.sandbox('doctor', '--filter', '--network', 'full').stdout).not.toBe(stdout)
})

test('doctor has no filter to print where nothing is enforced', () => {
  expect(place.sandbox('doctor', '--filter', '-P', ':danger-full-access')).toMatchObject({
    exitCode: 125,
    stderr: expect.stringContaining('CLI_NO_FILTER'),
  })
})

test('doctor names the problem and the remedy when nothing can run', () => {
  const { exitCode, stdout } = place.sandbox('doctor', '--backend', 'landlock', '--network', 'proxy')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('nothing can run under this policy')
  expect(stdout).toContain('EGRESS_NOT_ENFORCED')
})

test.each([
  ['a.example.com:443', 'write', 'A rule allows it.'],
  ['A.Example.com.:443', 'write', 'A rule allows it.'],
  ['b.example.com:443', 'deny', 'A rule denies it.'],
  ['a.example.com:22', 'deny', 'No rule allows it.'],
  ['other.test:443', 'deny', 'No rule allows it.'],
  ['127.0.0.1:80', 'deny', 'A rule allows it, but the address is not public (loopback).'],
])('a host is explained as the proxy would judge it: %s', (subject, access, reason) => {
  const rules = [
    '--allow-domain',
    '**.example.com',
    '--deny-domain',
    'b.example.com',
    '--allow-domain',
    '*:80',
  ]
  const { exitCode, stdout } = place.sandbox('explain', '--json', ...rules, subject)
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject([{ access, reason }])
})

test('--version and --help answer on stdout', () => {
  expect(place.sandbox('--version')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^sandbox \d/),
  })
  expect(place.sandbox('--help')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--dry-run') })
  expect(place.sandbox('explain', '--help').stdout).toContain('host:port')
})
