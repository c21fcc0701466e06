/**
 * Reaches the limits of memory and processes in a delegated cgroup, as the user who runs it. Its arguments: where the cgroups
 * of runs are made, then the backends. One line of JSON for each backend.
 */

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, SANDBOX } from './program.mjs'

const [parent, ...backends] = process.argv.slice(2)
const user = process.getuid() === 0 ? 'root' : 'ordinary'

/** `tail` keeps what it was given for as long as nobody takes it; each of them may have that much. */
const HOLD = 'head -c 40000000 /dev/zero | tail -c 40000000 | sleep 20'
const TOGETHER = `for i in 1 2 3 4 5; do (${HOLD}) & done; wait; echo all`
const ALONE = 'head -c 40000000 /dev/zero | tail -c 40000000 | wc -c'
const PROCESSES = 'for i in 1 2 3 4; do sleep 2 & done; echo all; wait'
const PATIENCE = 20_000
const SOCKET = resolve('../limits.sock')

const leftovers = () => readdirSync(parent).filter((name) => name.startsWith('sandbox-'))

async function until(condition) {
  for (const end = Date.now() + PATIENCE; !condition(); await sleep(50)) {
    if (Date.now() > end) throw new Error(`waited for too long: ${condition}`)
  }
}

/** The supervisor is killed while the command runs: nobody is left to remove anything. */
async function abandon(sandbox) {
  const [file, ...args] = [...sandbox, '--memory', '96MB', '--', 'sleep', '1000']
  const supervisor = spawn(file, args, { stdio: 'ignore' })
  const running = (name) =>
    readFileSync(`${parent}/${name}/cgroup.procs`, 'utf8')
      .split('\n')
      .some((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep'))
  await until(() => leftovers().some(running))
  supervisor.kill('SIGKILL')
  await until(() =>
    leftovers().every((name) => readFileSync(`${parent}/${name}/cgroup.procs`, 'utf8') === ''),
  )
  return leftovers()
}

const server = createServer((socket) => socket.end()).listen(SOCKET)
for (const backend of backends) {
  const sandbox = [...SANDBOX, '--backend', backend]
  const limited = (limit, value, script) => run([...sandbox, limit, value, '--', 'sh', '-c', script])
  const answers = {
    advice: await run([...sandbox, 'doctor']),
    plan: await run([...sandbox, '--memory', '96MB', '--dry-run', '--json', '--', 'true']),
    together: await limited('--memory', '96MB', TOGETHER),
    alone: await limited('--memory', '96MB', ALONE),
    tooMany: await limited('--processes', '4', PROCESSES),
    enough: await limited('--processes', '5', PROCESSES),
    one: await limited('--processes', '1', 'exec echo alone'),
    connected: await run([...sandbox, '--processes', '1', '--unix-socket', SOCKET, '--', '/connect', SOCKET]),
    none: await limited('--memory', '64KB', 'true'),
    left: leftovers(),
    abandoned: await abandon(sandbox),
    again: await limited('--processes', '5', 'echo again'),
    swept: leftovers(),
  }
  process.stdout.write(`${JSON.stringify({ user, about: `cgroup ${backend}`, answers })}\n`)
}
server.close()
