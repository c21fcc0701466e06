/** The addon in worker threads, in a process that ignores its children's ends, and at the end of a process. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { findAddon } from '../../src/addon/index.js'
import { runScript, scratch } from './ground.js'

const HEAD = `
  const module = { exports: {} }
  process.dlopen(module, ${JSON.stringify(findAddon())})
  const start = (script, done) => module.exports.spawn(
    { file: '/bin/sh', args: ['sh', '-c', script], env: ['PATH=/usr/bin:/bin'], cwd: '/', stdio: [0, 1, 2] }, done)
`

/** What a worker thread posts first; then it is ended. */
function firstMessage(script: string): Promise<unknown> {
  const worker = new Worker(`${HEAD}\n${script}`, { eval: true })
  return new Promise((done, fail) => {
    worker.once('error', fail)
    worker.once('message', (message: unknown) => {
      worker.terminate().then(() => done(message), fail)
    })
  })
}

const POST = `const { parentPort } = process.getBuiltinModule('node:worker_threads')`

test('worker threads start children, several at once', async () => {
  const script = `${POST}; start('exit 6', (code) => parentPort.postMessage(code))`
  expect(await Promise.all([firstMessage(script), firstMessage(script), firstMessage(script)])).toEqual([
    6, 6, 6,
  ])
})

test('a worker thread can be ended while its children run', async () => {
  const script = `${POST}; for (let i = 0; i < 5; i++) start('exec sleep 0.2', () => {}); parentPort.postMessage(1)`
  for (let round = 0; round < 5; round++) expect(await firstMessage(script)).toBe(1)
})

test('a worker thread that loads the addon and does nothing ends', async () => {
  expect(await firstMessage(`${POST}; parentPort.postMessage(2)`)).toBe(2)
})

test('a process waits for its children, and does not wait when told to end', async () => {
  expect(await runScript(`${HEAD}; start('sleep 0.2; exit 3', (code) => console.log(code))`)).toMatchObject({
    code: 0,
    output: '3\n',
  })
  const script = `${HEAD}; console.log(start('exec sleep 600 >/dev/null 2>&1', () => {}).pid); process.exit(4)`
  const { code, output } = await runScript(script)
  // It ended before its child, which ends here.
  expect(process.kill(Number(output), 'SIGKILL')).toBe(true)
  expect(code).toBe(4)
})

test('a process that was started with SIGCHLD ignored is told of its children', () => {
  const file = join(scratch(), 'output')
  const script = `${HEAD}; start('exit 8', (...end) => console.log(JSON.stringify(end)))`
  execFileSync('/bin/sh', [
    '-c',
    `trap '' CHLD; exec "$0" --input-type=module --eval "$1" > ${file}`,
    process.execPath,
    script,
  ])
  expect(execFileSync('cat', [file], { encoding: 'utf8' })).toBe('[8,null]\n')
})

test('without a free descriptor nothing is started', () => {
  const script = `${HEAD}
    const { openSync } = process.getBuiltinModule('node:fs')
    try { for (;;) openSync('/dev/null') } catch {}
    try { start(':', () => {}) } catch (error) { process._rawDebug(error.step, error.code) }`
  const limited = [
    '-c',
    'ulimit -n 64; exec "$0" --input-type=module --eval "$1" 2>&1',
    process.execPath,
    script,
  ]
  expect(execFileSync('/bin/sh', limited, { encoding: 'utf8' })).toBe('clone EMFILE\n')
})

test('the addon can be loaded more than once', async () => {
  const twice = `${HEAD}; const again = { exports: {} }; process.dlopen(again, ${JSON.stringify(findAddon())})
    let count = 0
    const done = (code) => { if (++count === 2) console.log('both', code) }
    start('exit 2', done)
    again.exports.spawn({ file: '/bin/true', args: ['true'], env: [], cwd: '/', stdio: [0, 1, 2] }, done)`
  const { code, output } = await runScript(twice)
  expect({ code, output: output.slice(0, 4) }).toEqual({ code: 0, output: 'both' })
})
