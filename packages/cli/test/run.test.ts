import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Place, users } from './place.js'

describe.each(users)('as $name', (user) => {
  let place: Place
  beforeEach(() => {
    place = new Place(user)
  })
  afterEach(() => place.remove())

  test('stdout belongs to the command alone, and its code is ours', () => {
    expect(place.sandbox('sh', '-c', 'echo out; echo err >&2; exit 7')).toEqual({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  test('the workspace can be written, what is outside cannot', () => {
    const { exitCode, stderr } = place.sandbox('sh', '-c', 'echo x > inside; echo x > ../outside')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('Read-only file system')
    expect(readFileSync(join(place.workspace, 'inside'), 'utf8')).toBe('x\n')
    expect(existsSync(join(place.directory, 'outside'))).toBe(false)
  })

  test('--write opens, --deny closes, and -C says where', () => {
    place.file('other/secret', 'geheim')
    place.file('extra/f', '')
    const script = 'cat secret; echo x > ../extra/new; pwd'
    const result = place.sandbox(
      '-C',
      '../other',
      '--write',
      '../extra',
      '--deny',
      'secret',
      'sh',
      '-c',
      script,
    )
    expect(result.stdout).toBe(`${join(place.directory, 'other')}\n`)
    expect(existsSync(join(place.directory, 'extra', 'new'))).toBe(true)
  })

  test('a policy file named by --policy is believed', () => {
    const file = place.file(
      'mine.toml',
      'default_permissions = "dev"\n[permissions.dev]\nextends = ":workspace"\n' +
        '[permissions.dev.filesystem.":workspace_roots"]\n"." = "write"\n"sub" = "deny"\n',
    )
    place.file('work/sub/f', 'geheim')
    expect(place.sandbox('--policy', file, 'cat', 'sub/f')).toMatchObject({ exitCode: 1, stdout: '' })
  })

  test('secrets stay outside unless they are handed on', () => {
    const environment = { NPM_TOKEN: 'secret', KEPT: 'yes' }
    expect(place.run(['env'], environment).stdout).not.toContain('NPM_TOKEN')
    const handed = place.run(['--env', 'NPM_TOKEN', '--env', 'NEW=1', 'env'], environment)
    expect(handed.stdout.split('\n')).toEqual(
      expect.arrayContaining(['NPM_TOKEN=secret', 'NEW=1', 'KEPT=yes']),
    )
  })

  test('a missing program is 127, one that cannot be executed 126', () => {
    place.file('work/plain', 'no program')
    expect(place.sandbox('no-such-program')).toMatchObject({
      exitCode: 127,
      stdout: '',
      stderr: expect.stringMatching(/^sandbox: error COMMAND_NOT_FOUND: .*\nsandbox: hint: .*\n$/),
    })
    expect(place.sandbox('./plain').exitCode).toBe(126)
  })

  test('a command that a signal ended gives 128 + n', () => {
    expect(place.sandbox('sh', '-c', 'kill -KILL $$').exitCode).toBe(137)
  })

  test('a timeout ends the command and says so', () => {
    expect(place.sandbox('--timeout', '100ms', 'sleep', '1000')).toEqual({
      exitCode: 143,
      stdout: '',
      stderr: 'sandbox: over a limit: it ran for longer than limits.timeout, 100 ms\n',
    })
  })

  test('what a timeout ended has not ended well, whatever it says of itself', () => {
    const script = "trap 'exit 0' TERM; echo ready; sleep 1000 & wait"
    expect(place.sandbox('--timeout', '300ms', 'sh', '-c', script).exitCode).toBe(143)
  })

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const)(
    '%s is handed on to the command',
    async (name) => {
      const script = `trap 'echo caught; exit 9' ${name.slice(3)}; sleep 1000 & echo ready; wait`
      const child = place.start('sh', '-c', script)
      if (child.stdout === null) throw new Error('no stdout')
      const output = text(child.stdout)
      await once(child.stdout, 'data')
      child.kill(name)
      expect(await once(child, 'exit')).toEqual([9, null])
      expect(await output).toBe('ready\ncaught\n')
    },
  )

  test('nothing is left when the command itself is killed', async () => {
    const child = place.start('sh', '-c', 'echo ready; sleep 1000')
    if (child.stdout === null) throw new Error('no stdout')
    const output = text(child.stdout)
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    // Ends only when the last process of the sandbox has closed its stdout.
    expect(await output).toBe('ready\n')
  })

  test('without a sandbox the command runs directly', () => {
    const outside = join(place.directory, 'outside')
    expect(place.sandbox('-P', ':danger-full-access', 'touch', outside).exitCode).toBe(0)
    expect(existsSync(outside)).toBe(true)
    expect(place.sandbox('-P', ':danger-full-access', 'no-such-program').exitCode).toBe(127)
  })
})
