import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Sandbox } from '../src/index.js'
import { Place } from './place.js'

/** Never ends by itself, tells when it is ready, and starts something that would outlive it. */
const FOREVER = 'sleep 1000 & echo ready; wait'

let place: Place
let sandbox: Sandbox
beforeEach(async () => {
  place = new Place()
  sandbox = await place.sandbox()
})
afterEach(() => place.remove())

async function startForever(script = FOREVER) {
  const { subprocess } = await sandbox.spawn('sh', ['-c', script], { reject: false })
  await once(subprocess.stdout, 'data')
  // In an object: a promise returned from an async function would be waited for.
  return { subprocess }
}

test('a signal reaches the command, not its launcher', async () => {
  const { subprocess } = await startForever(`trap 'echo caught; exit 7' TERM; ${FOREVER}`)
  expect(subprocess.kill('SIGTERM')).toBe(true)
  expect(await subprocess).toMatchObject({
    exitCode: 7,
    stdout: 'ready\ncaught',
    isForcefullyTerminated: false,
  })
})

test('a command that a signal ended has code 128 + n', async () => {
  const { subprocess } = await startForever()
  subprocess.kill('SIGINT')
  subprocess.kill()
  expect(await subprocess).toMatchObject({ failed: true })
  expect([130, 143]).toContain((await subprocess).exitCode)
})

test('SIGKILL ends the whole tree', async () => {
  const { subprocess } = await startForever()
  subprocess.kill('SIGKILL')
  expect(await subprocess).toMatchObject({ signal: 'SIGKILL', isTerminated: true })
})

test('a command that ignores the signal is killed after the delay', async () => {
  const script = `trap '' TERM; echo ready; while :; do sleep 1000; done`
  const { subprocess } = await sandbox.spawn('sh', ['-c', script], { reject: false, forceKillAfterDelay: 50 })
  await once(subprocess.stdout, 'data')
  subprocess.kill()
  expect(await subprocess).toMatchObject({ signal: 'SIGKILL', isForcefullyTerminated: true })
})

test('killing with an error makes it the cause', async () => {
  const { subprocess } = await startForever()
  const error = new Error('enough')
  subprocess.kill(error)
  expect(await subprocess).toMatchObject({ cause: error })
})

test('a timeout ends the command and says so', async () => {
  const result = await sandbox.exec('sh', ['-c', FOREVER], { timeout: 100, reject: false })
  expect(result).toMatchObject({ timedOut: true, denials: [] })
})

test('the limit of the policy wins over a longer option, and is told as a denial', async () => {
  const limited = await place.sandbox({ timeout: 100 })
  const result = await limited.exec('sh', ['-c', FOREVER], { timeout: 60_000, reject: false })
  expect(result).toMatchObject({ timedOut: true, denials: [{ kind: 'limit', rule: 'limits.timeout' }] })
})

test('an abort ends the command', async () => {
  const controller = new AbortController()
  const options = { cancelSignal: controller.signal, reject: false } as const
  const { subprocess } = await sandbox.spawn('sh', ['-c', FOREVER], options)
  await once(subprocess.stdout, 'data')
  controller.abort()
  expect(await subprocess).toMatchObject({ isCanceled: true, exitCode: 143 })
})

test('closing ends what runs, refuses what comes, and may be repeated', async () => {
  const { subprocess } = await startForever()
  const late = sandbox.exec('sleep', ['1000'])
  await Promise.all([sandbox.close(), sandbox.close(), late.catch(() => undefined)])
  expect(await subprocess).toMatchObject({ failed: true })
  await expect(late).rejects.toThrow()
  await expect(sandbox.exec('true')).rejects.toMatchObject({ code: 'SANDBOX_CLOSED' })
  await expect(sandbox.plan('true')).rejects.toMatchObject({ code: 'SANDBOX_CLOSED' })
})

test('a result nobody waits for is no unhandled rejection', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const { subprocess } = await sandbox.spawn('false')
  await once(subprocess, 'close')
  await sandbox.close()
  await new Promise((done) => setImmediate(done))
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

test('a spawned command streams and can be iterated', async () => {
  const { subprocess } = await sandbox.spawn('cat')
  subprocess.stdin.end('one\ntwo\n')
  const lines: string[] = []
  for await (const line of subprocess) lines.push(line)
  expect(lines).toEqual(['one', 'two'])
})

test('output goes to a file, and the fourth descriptor does not exist inside', async () => {
  const file = join(place.directory, 'out')
  await sandbox.exec('sh', ['-c', 'ls /proc/self/fd | wc -l'], { stdout: { file } })
  // stdin, stdout, stderr, and the directory that ls itself has open.
  expect(readFileSync(file, 'utf8').trim()).toBe('4')
})
