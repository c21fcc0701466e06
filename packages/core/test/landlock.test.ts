/** The path without namespaces, through the library. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, test as anyTest, beforeEach, expect } from 'vitest'
import { canConfine } from '../../linux-landlock-seccomp/test/support/landlock-abi.js'
import { Place } from './place.js'

const test = anyTest.skipIf(!canConfine)

let place: Place
beforeEach(() => {
  place = new Place()
  place.file('work/d/file', 'content')
})
afterEach(() => place.remove())

test('a command runs, is confined, and the result says by what', async () => {
  const secret = place.file('work/d/secret', 'secret')
  const sandbox = await place.sandbox({ backend: 'landlock', deny: [secret] })
  place.file('work/d/sub/file', 'content')
  const outside = join(place.directory, 'outside')
  const script = `echo x > d/sub/inside; echo x > ${outside}; cat ${secret}; echo $SANDBOX`
  const result = await sandbox.exec('sh', ['-c', script], { reject: false })
  expect(result).toMatchObject({
    stdout: 'linux-landlock-seccomp',
    exitCode: 0,
    denials: [{ kind: 'file', subject: secret }],
    enforcement: { backend: 'linux-landlock-seccomp' },
  })
  expect(readFileSync(join(place.workspace, 'd/sub/inside'), 'utf8')).toBe('x\n')
  expect(existsSync(outside)).toBe(false)
})

test('what happened since the sandbox was made counts: each command gets its own ruleset', async () => {
  const sandbox = await place.sandbox({ backend: 'landlock', deny: ['**/*.env'] })
  place.file('work/new/file', 'content')
  place.file('work/new/x.env', 'secret')
  const { stdout } = await sandbox.exec('sh', ['-c', 'echo x > new/file; cat new/file new/x.env'], {
    reject: false,
  })
  expect(stdout).toBe('x')
})

test('many at once, a kill, and the end of the sandbox leave nothing', async () => {
  const sandbox = await place.sandbox({ backend: 'landlock' })
  const outputs = await Promise.all(
    Array.from({ length: 8 }, () => sandbox.exec('sh', ['-c', 'echo $TMPDIR; mktemp >/dev/null'])),
  )
  const directories = outputs.map(({ stdout }) => String(stdout))
  const { subprocess } = await sandbox.spawn('sh', ['-c', 'echo $TMPDIR; sleep 1000'], { reject: false })
  await new Promise((done) => subprocess.stdout?.once('data', done))
  subprocess.kill('SIGKILL')
  const killed = await subprocess
  expect(killed.signal).toBe('SIGKILL')
  expect(new Set([...directories, killed.stdout]).size).toBe(9)
  for (const directory of [...directories, String(killed.stdout)]) {
    expect([directory, existsSync(directory)]).toEqual([expect.stringMatching(/sandbox-/), false])
  }
})

test('strict is a word of the caller, and opens nothing that can be closed', async () => {
  const sandbox = await place.sandbox({ backend: 'landlock', strict: false })
  const result = await sandbox.exec('sh', ['-c', 'echo x > d/.git; echo x > .git'], { reject: false })
  expect(result.exitCode).not.toBe(0)
  expect(existsSync(join(place.workspace, '.git'))).toBe(false)
  await expect(place.sandbox({ backend: 'landlock', strict: false, network: 'proxy' })).rejects.toMatchObject(
    {
      code: 'EGRESS_NOT_ENFORCED',
    },
  )
})
