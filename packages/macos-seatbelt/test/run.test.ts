/** Running with fakes in the place of the system's programs: everything but the enforcement itself. */

import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plan, prepareSeatbelt, run } from '../src/index.js'
import { fakeMac, launcherScript } from './support/fakes.js'
import { egressOf, policyOf } from './support/policies.js'

const mac = fakeMac()
const copy = join(mac.root, 'given')
let launcher: string
let options: Parameters<typeof run>[1]

beforeAll(() => {
  launcher = mac.program('sandbox-exec', launcherScript(copy), '/bin/sh')
  const environment = { HOME: mac.home, PATH: '/usr/bin:/bin' }
  options = { cwd: mac.cwd, environment, programs: { launcher } }
})
afterAll(() => mac.remove())

/** What the launcher was given the last time. */
function given() {
  const [args = '', text = '', mode = ''] = ['args', 'sb', 'mode'].map((name) =>
    readFileSync(`${copy}.${name}`, 'utf8'),
  )
  return { args: args.trim().split('\n'), text, mode: mode.slice(0, 10) }
}

const sh = (script: string) => run(['/bin/sh', '-c', script], options)

test('output and code are the command’s own', async () => {
  const result = await sh('echo out; echo err >&2; exit 7')
  expect(result).toMatchObject({ exitCode: 7, started: true, stdout: 'out\n', stderr: 'err\n', denials: [] })
  expect(result.enforcement.backend).toBe('macos-seatbelt')
})

test('a signal ends as 128 and its number', async () => {
  expect(await sh('kill -TERM $$')).toMatchObject({ exitCode: 143, started: true })
})

test.each([64, 65, 71])('the code %i of a command is no error of ours', async (code) => {
  const result = await sh(`exit ${code}`)
  expect(result).toMatchObject({ exitCode: code, started: true })
  expect(result.error).toBeUndefined()
})

test('the profile is a private file for the time of the run', async () => {
  await sh('true')
  const { args, mode, text } = given()
  const file = args[1] ?? ''
  expect(text).toContain('(version 1)')
  expect(mode).toBe('-rw-------')
  expect(existsSync(file)).toBe(false)
  const directory = join(file, '..')
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(readdirSync(directory)).toEqual([])
  expect(args.filter((word) => word.startsWith('WRITABLE_ROOT'))).toContainEqual(
    expect.stringContaining(mac.cwd),
  )
})

test('profiles of runs whose supervisor was killed are removed by the next run, and no others', async () => {
  const directory = join(mac.home, '.sandbox')
  const { pid: gone = 0 } = spawnSync('/bin/sh', ['-c', 'true'])
  const name = (pid: number) => `${pid}-${'0'.repeat(24)}.sb`
  const kept = [name(process.pid), 'notes.txt'].sort()
  for (const each of [name(gone), ...kept]) writeFileSync(join(directory, each), '')
  await sh('true')
  expect(readdirSync(directory).sort()).toEqual(kept)
  for (const each of kept) rmSync(join(directory, each))
})

test('the command sees the marks and no variable that looks like a secret', async () => {
  const environment = { HOME: mac.home, PATH: '/usr/bin:/bin', API_TOKEN: 'x' }
  const { stdout } = await run(['/usr/bin/env'], { ...options, environment })
  expect(stdout).toContain('SANDBOX=macos-seatbelt\n')
  expect(stdout).toContain('CODEX_SANDBOX_NETWORK_DISABLED=1\n')
  expect(stdout).toContain(`PWD=${mac.cwd}\n`)
  expect(stdout).not.toContain('API_TOKEN')
})

test('a directory of PATH that cannot be searched is passed over', async () => {
  // As little to be searched as a directory of somebody else's, for root too.
  symlinkSync('loop', join(mac.cwd, 'loop'))
  const environment = { HOME: mac.home, PATH: `${join(mac.cwd, 'loop')}:/usr/bin:/bin` }
  expect(await run(['sh', '-c', 'exit 3'], { ...options, environment })).toMatchObject({ exitCode: 3 })
  rmSync(join(mac.cwd, 'loop'))
})

describe('programs that cannot be run', () => {
  test('one that is not there', async () => {
    const result = await run(['no-such-program'], options)
    expect(result).toMatchObject({ exitCode: 127, started: false, error: { code: 'COMMAND_NOT_FOUND' } })
  })

  test('one that may not be executed', async () => {
    writeFileSync(join(mac.cwd, 'text'), 'x')
    const result = await run(['./text'], options)
    expect(result).toMatchObject({ exitCode: 126, started: false, error: { code: 'COMMAND_NOT_EXECUTABLE' } })
  })

  test('one that the policy closes', async () => {
    const policy = policyOf({ ':root': 'read', '/bin/sh': 'deny', '/usr/bin/sh': 'deny' }, {}, mac)
    const result = await run(['/bin/sh', '-c', 'true'], { ...options, policy })
    expect(result).toMatchObject({ exitCode: 126, started: false })
    expect(result.error?.message).toContain('the policy does not let the command read it')
  })
})

describe('a host that cannot do it', () => {
  const failing = (name: string, code: number, text: string) =>
    run(['/usr/bin/true'], {
      ...options,
      programs: {
        launcher: mac.program(name, `console.error(${JSON.stringify(text)}); process.exit(${code})`),
      },
    })

  test('inside another sandbox', async () => {
    await expect(
      failing('nested', 71, 'sandbox-exec: sandbox_apply: Operation not permitted'),
    ).rejects.toMatchObject({
      code: 'ALREADY_SANDBOXED',
      message: 'a sandbox cannot be started inside another one: sandbox_apply: Operation not permitted',
    })
  })

  test('inside another sandbox, which lets no directory be made', async () => {
    const other = fakeMac()
    try {
      writeFileSync(join(other.home, '.sandbox'), 'in the way')
      const environment = { HOME: other.home, PATH: '/usr/bin:/bin' }
      const nested = other.program(
        'nested',
        'console.error("sandbox-exec: sandbox_apply: Operation not permitted"); process.exit(71)',
      )
      const start = (program: string) =>
        run(['true'], { cwd: other.cwd, environment, programs: { launcher: program } })
      await expect(start(nested)).rejects.toMatchObject({ code: 'ALREADY_SANDBOXED' })
      const willing = other.program('willing', 'while [ "$1" != -- ]; do shift; done; shift; "$@"', '/bin/sh')
      await expect(start(willing)).rejects.toMatchObject({ code: 'RUNTIME_DIRECTORY_UNUSABLE' })
    } finally {
      other.remove()
    }
  })

  test('a profile that the system does not take', async () => {
    await expect(failing('strict', 65, 'sandbox-exec: unbound variable: x')).rejects.toMatchObject({
      code: 'PROFILE_REJECTED',
      message: 'macOS does not accept the profile: unbound variable: x',
    })
  })

  test('no launcher', async () => {
    const programs = { launcher: join(mac.root, 'none') }
    await expect(run(['true'], { ...options, programs })).rejects.toMatchObject({
      code: 'SEATBELT_NOT_FOUND',
    })
  })

  test('a profile that the system no longer takes, because files have changed', async () => {
    const script =
      'grep -q READ_ONLY "$2" && { echo too much >&2; exit 65; }; while [ "$1" != -- ]; do shift; done'
    const launcher = mac.program('picky', script, '/bin/sh')
    const policy = policyOf(
      { ':root': 'read', [mac.cwd]: 'write', [join(mac.cwd, 'later')]: 'read' },
      {},
      mac,
    )
    const prepared = await prepareSeatbelt(policy, { programs: { launcher } })
    const planned = async () =>
      prepared.plan({ program: 'true', args: [], cwd: mac.cwd, environment: {}, terminal: false })
    const run = await prepared.open(await planned())
    await run.finish({ code: 0, signal: null })
    mkdirSync(join(mac.cwd, 'later'))
    await expect(prepared.open(await planned())).rejects.toMatchObject({ code: 'PROFILE_REJECTED' })
    rmSync(join(mac.cwd, 'later'), { recursive: true })
  })

  test('a launcher that takes the profile and cannot be started again', async () => {
    const script = `printf '#!/no/such/interpreter' > "$0"`
    const programs = { launcher: mac.program('once', script, '/bin/sh') }
    await expect(run(['/usr/bin/true'], { ...options, programs })).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a command that is longer than the system takes', async () => {
    const words: [string, string] = ['/usr/bin/true', 'x'.repeat(4_000_000)]
    await expect(run(words, options)).rejects.toMatchObject({ code: 'E2BIG' })
  })

  test('nothing is left of a run that was refused', () => {
    expect(readdirSync(join(mac.home, '.sandbox'))).toEqual([])
  })
})

test('a run is ended by its signal', async () => {
  const signal = AbortSignal.abort()
  expect(await run(['/bin/sleep', '60'], { ...options, signal })).toMatchObject({ exitCode: 137 })
})

test('a run is ended by its time', async () => {
  const policy = policyOf({ ':root': 'read' }, { limits: { timeout: 50 } }, mac)
  const result = await run(['/bin/sleep', '60'], { ...options, policy })
  expect(result).toMatchObject({ exitCode: 137, denials: [{ kind: 'limit', rule: 'limits.timeout' }] })
})

test('a plan can be looked at, and only its own backend opens it', async () => {
  const planned = await plan(['make'], options)
  expect(planned.details.profile).toContain('(deny default)')
  const prepared = await prepareSeatbelt(policyOf({ ':root': 'read' }, {}, mac), { programs: { launcher } })
  const { profileFile, ...foreign } = planned
  await expect(prepared.open(foreign)).rejects.toMatchObject({ code: 'FOREIGN_PLAN' })
})

describe('the port of the egress proxy', () => {
  const policy = policyOf({ ':root': 'read' }, { egress: egressOf({ mode: 'proxy' }) }, mac)
  const prepare = (rest: Parameters<typeof prepareSeatbelt>[1]) =>
    prepareSeatbelt(policy, { programs: { launcher }, ...rest })
  const command = { program: 'true', args: [], cwd: mac.cwd, environment: {}, terminal: false }

  test('is asked for by a caller that serves, and may be another one for every command', async () => {
    const prepared = await prepare({ servesEgress: true })
    expect(prepared.wantsEgressPort).toBe(true)
    for (const egressPort of [40_001, 40_002]) {
      const { profile } = await prepared.plan({ ...command, egressPort })
      expect(profile.text.match(/localhost:\d+/g)).toEqual([`localhost:${egressPort}`])
    }
  })

  test('is that of the options for a command that names none', async () => {
    const prepared = await prepare({ proxyPort: 8080 })
    expect(prepared.wantsEgressPort).toBe(false)
    expect((await prepared.plan(command)).profile.text).toContain('"localhost:8080"')
  })

  test('is never made up', async () => {
    const prepared = await prepare({ servesEgress: true })
    await expect(prepared.plan(command)).rejects.toMatchObject({ code: 'PROXY_ENDPOINT' })
    await expect(prepare({})).rejects.toMatchObject({ code: 'EGRESS_NOT_ENFORCED' })
  })
})

test('a working directory that the policy closes is refused', async () => {
  const policy = policyOf({ ':root': 'read', [mac.cwd]: 'deny' }, {}, mac)
  await expect(run(['true'], { ...options, policy })).rejects.toMatchObject({ code: 'CWD_NOT_READABLE' })
})

test('a policy that may write everything still cannot write profiles', async () => {
  const policy = policyOf({ ':root': 'write' }, {}, mac)
  await run(['true'], { ...options, policy })
  const { args } = given()
  const directory = join(args[1] ?? '', '..')
  expect(args.filter((word) => word.endsWith(`=${directory}`)).map((word) => word.split('=')[0])).toEqual([
    'CLOSED_0',
    'READ_ONLY_0',
  ])
})

describe('refusals from the log', () => {
  const record = (message: string) => JSON.stringify({ eventMessage: message })

  test('those of the run, each once', async () => {
    const lines = [
      record('Sandbox: cat(1) deny(1) file-read-data /x\nTAG'),
      record('Sandbox: cat(1) deny(1) file-read-data /x\nTAG'),
      'half a line',
      record('Sandbox: curl(2) deny(1) network-outbound 192.0.2.1:443\nTAG'),
    ]
    const log = mac.program(
      'log',
      `console.log('Filtering the log data using "x"')
       for (const line of ${JSON.stringify(lines)}) console.log(line)
       setInterval(() => {}, 1000)`,
    )
    const { denials } = await run(['/usr/bin/true'], {
      ...options,
      logDenials: true,
      programs: { launcher, log },
    })
    expect(denials?.map(({ kind, subject, rule }) => [kind, subject, rule])).toEqual([
      ['file', '/x', expect.stringContaining(':root')],
      ['network', '192.0.2.1:443', undefined],
    ])
    const { text } = given()
    expect(text).toMatch(/\(deny default \(with message "sandbox-[0-9a-f]{16}"\)\)/)
  })

  test('a log that does not come up costs nothing but its records', async () => {
    const log = mac.program('no-log', 'process.exit(1)')
    const result = await run(['/usr/bin/true'], { ...options, logDenials: true, programs: { launcher, log } })
    expect(result).toMatchObject({ exitCode: 0, denials: [] })
  })
})
