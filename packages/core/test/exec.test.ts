import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Denial } from '../src/index.js'
import { Place } from './place.js'

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

test("a command's output and code are execa's", async () => {
  const sandbox = await place.sandbox()
  const result = await sandbox.exec('sh', ['-c', 'echo out; echo err >&2; pwd'])
  expect(result).toMatchObject({
    stdout: `out\n${place.workspace}`,
    stderr: 'err',
    exitCode: 0,
    failed: false,
    cwd: place.workspace,
    command: "sh -c 'echo out; echo err >&2; pwd'",
    denials: [],
    enforcement: { backend: 'linux-bwrap' },
  })
  expect(result.stdio).toHaveLength(3)
})

test('the workspace can be written, what is outside cannot, and the refusal is told', async () => {
  const outside = join(place.directory, 'outside')
  const told: Denial[] = []
  const sandbox = await place.sandbox({ onDenial: (denial) => told.push(denial) })
  const result = await sandbox.exec('sh', ['-c', `echo x > inside; echo x > ${outside}`], { reject: false })
  expect(readFileSync(join(place.workspace, 'inside'), 'utf8')).toBe('x\n')
  expect(existsSync(outside)).toBe(false)
  expect(result.denials).toMatchObject([{ kind: 'file', subject: outside }])
  expect(told).toEqual(result.denials)
})

test('a denied path cannot be read, and decide says the same', async () => {
  const secret = place.file('work/secret', 'geheim')
  const sandbox = await place.sandbox({ deny: ['secret'] })
  const result = await sandbox.exec('cat', ['secret'], { reject: false })
  expect(result).toMatchObject({ exitCode: 1, stdout: '', denials: [{ subject: secret, rule: '--deny' }] })
  expect(sandbox.decide('secret')).toMatchObject({ access: 'deny', because: 'literal' })
  expect(sandbox.explain('secret').writtenAt).toBe('--deny')
})

test.each(['linux-bwrap', 'linux-landlock-seccomp'] as const)(
  'words with a NUL open nothing with %s: they are refused',
  async (backend) => {
    const secret = place.file('work/secret', 'geheim')
    const sandbox = await place.sandbox({ backend, deny: ['secret'], strict: false })
    const records = `cat secret; touch ran\0attach\0${secret}\0rw\0landlock-path\0${0xffff}\0/`
    const refused = { code: 'TEXT_HAS_NUL' }
    await expect(sandbox.exec('sh', ['-c', records], { reject: false })).rejects.toMatchObject(refused)
    const env = { A: records }
    await expect(sandbox.exec('cat', ['secret'], { env, reject: false })).rejects.toMatchObject(refused)
    await expect(sandbox.exec(`cat\0${records}`, [], { reject: false })).rejects.toMatchObject(refused)
    expect(existsSync(join(place.workspace, 'ran'))).toBe(false)
  },
)

test('a failing command rejects as in execa, without naming the launcher', async () => {
  const sandbox = await place.sandbox()
  await expect(sandbox.exec('sh', ['-c', 'exit 3'])).rejects.toMatchObject({
    name: 'ExecaError',
    exitCode: 3,
    shortMessage: "Command failed with exit code 3: sh -c 'exit 3'",
    denials: [],
  })
})

test('a missing program is 127, one that cannot be executed 126, as in a shell', async () => {
  place.file('work/plain', 'no program')
  const sandbox = await place.sandbox()
  const missing = await sandbox.exec('no-such-program', [], { reject: false })
  expect(missing).toMatchObject({ exitCode: 127, cause: { code: 'COMMAND_NOT_FOUND' } })
  const plain = await sandbox.exec('./plain', [], { reject: false })
  expect(plain).toMatchObject({ exitCode: 126, cause: { code: 'COMMAND_NOT_EXECUTABLE' } })
})

test("the environment is the policy's, with the caller's variables on top", async () => {
  const environment = { PATH: process.env.PATH, HOME: place.directory, NPM_TOKEN: 'secret' }
  const sandbox = await place.sandbox({ environment })
  const { stdout } = await sandbox.exec('env', [], { env: { API_KEY: 'mine' } })
  expect(stdout).not.toContain('NPM_TOKEN')
  expect(stdout).toContain('API_KEY=mine')
  expect(stdout).toContain('SANDBOX=linux-bwrap')
})

test('input, lines and all are taken', async () => {
  const sandbox = await place.sandbox()
  const { stdout } = await sandbox.exec('cat', [], { input: 'a\nb\n', lines: true })
  expect(stdout).toEqual(['a', 'b'])
  const { all } = await sandbox.exec('sh', ['-c', 'echo 1; echo 2 >&2'], { all: true })
  expect(all?.split('\n').sort()).toEqual(['1', '2'])
})

test('a refused option never starts anything', async () => {
  const sandbox = await place.sandbox()
  const options = { shell: true } as Record<never, never>
  await expect(sandbox.exec('touch', ['started'], options)).rejects.toMatchObject({
    code: 'OPTION_NOT_SUPPORTED',
  })
  expect(existsSync(join(place.workspace, 'started'))).toBe(false)
})

test('a command that a limit ended says which, whatever its output goes to', async () => {
  const sandbox = await place.sandbox({ limits: { output: '1000B' } })
  for (const stdout of ['pipe', { file: join(place.directory, 'out') }] as const) {
    const result = await sandbox.exec('yes', [], { stdout, reject: false })
    expect(result).toMatchObject({
      failed: true,
      exitCode: 137,
      denials: [{ kind: 'limit', rule: 'limits.output' }],
    })
  }
})

test('plan starts nothing and carries the whole command', async () => {
  const sandbox = await place.sandbox()
  const plan = await sandbox.plan('touch', ['started'])
  expect(plan.command).toMatchObject({ program: 'touch', args: ['started'], cwd: place.workspace })
  expect(existsSync(join(place.workspace, 'started'))).toBe(false)
})

test('many commands at once do not disturb each other', async () => {
  const sandbox = await place.sandbox()
  const numbers = Array.from({ length: 20 }, (_, index) => String(index))
  const results = await Promise.all(numbers.map((number) => sandbox.exec('echo', [number])))
  expect(results.map((result) => result.stdout)).toEqual(numbers)
})

test('without a sandbox the command runs directly, and the result says so', async () => {
  const outside = join(place.directory, 'outside')
  const sandbox = await place.sandbox({ profile: ':danger-full-access' })
  const result = await sandbox.exec('touch', [outside])
  expect(existsSync(outside)).toBe(true)
  expect(result.enforcement).toMatchObject({ backend: 'none', parts: [{ level: 'none' }] })
  await expect(sandbox.exec('no-such-program')).rejects.toMatchObject({
    exitCode: 127,
    cause: { code: 'COMMAND_NOT_FOUND' },
  })
})

test('a listener that throws fails the call it belongs to', async () => {
  const onDenial = vi.fn(() => {
    throw new Error('broken listener')
  })
  const sandbox = await place.sandbox({ onDenial })
  await expect(sandbox.exec('touch', ['/etc/oops'])).rejects.toThrow('broken listener')
})
