/** What ends with what: nothing of a command outlives its helper, its starter, or itself. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { guest, NOBODY, place, start, words, workspacePolicy } from './support.mjs'

const node = process.execPath
const [what, mark] = words

/** A command that starts another process, tells its number, and stays. */
const FAMILY = `
  const { spawn } = require('child_process')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', '${mark}'], { stdio: 'ignore', detached: true })
  child.unref()
  console.log(process.pid, child.pid)
`
const STAYS = `${FAMILY} setInterval(() => {}, 1000)`

async function family(code) {
  const where = place()
  const started = await start(workspacePolicy(where.cwd), where, node, ['-e', code, '--', mark])
  const [line] = await once(started.child.stdout, 'data')
  return { ...started, numbers: String(line).trim().split(' ').map(Number) }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits for the thing itself; the test's own time limit is the end of patience. */
async function gone(numbers) {
  while (numbers.some(isAlive)) await new Promise((done) => setTimeout(done, 20))
  return 'gone'
}

const PROGRAMS = {
  async killed() {
    const { opened, outcome, numbers } = await family(STAYS)
    const were = numbers.map(isAlive)
    const sent = opened.signal('SIGTERM')
    const { exitCode } = await outcome
    return { were, sent, exitCode, now: await gone(numbers) }
  },

  async finished() {
    const { outcome, numbers } = await family(`${FAMILY} process.stdout.write('', () => process.exit(3))`)
    const { exitCode } = await outcome
    return { exitCode, now: await gone(numbers) }
  },

  async abandoned() {
    const own = fileURLToPath(import.meta.url)
    const starter = spawn(node, [own, NOBODY, 'starter', mark], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = await once(starter.stdout, 'data')
    const numbers = String(line).trim().split(' ').map(Number)
    const were = numbers.map(isAlive)
    starter.kill()
    return { were, now: await gone(numbers) }
  },

  /** The one that is killed above. */
  async starter() {
    const { numbers, outcome } = await family(STAYS)
    console.log(numbers.join(' '))
    await outcome
  },

  /** Kills helpers at moments all over their lives. */
  async anytime() {
    const where = place()
    const policy = workspacePolicy(where.cwd)
    let ended = 0
    for (let round = 0; round < 8; round += 1) {
      const { opened, outcome } = await start(policy, where, node, ['-e', STAYS, '--', mark])
      await new Promise((done) => setTimeout(done, round * round * 8))
      opened.signal('SIGKILL')
      const { exitCode, started } = await outcome
      if (exitCode !== 137 || !started) throw new Error(`round ${round} ended with ${exitCode}`)
      ended += 1
    }
    return ended
  },
}

await guest(PROGRAMS[what])
