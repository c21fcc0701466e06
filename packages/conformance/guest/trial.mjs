/** Tries the sandbox out as the user who runs it, and as restricted as that user is. One line of JSON for each answer. */

import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { run, SANDBOX } from './program.mjs'

const user = process.getuid() === 0 ? 'root' : 'ordinary'

/** The last words of what failed are the kernel's. */
const CHECKS = `
  attempt() {
    name=$1
    shift
    if words=$("$@" 2>&1); then echo "$name: done"; else echo "$name: \${words##*: }"; fi
  }
  attempt inside sh -c 'echo text > inside'
  attempt outside sh -c 'echo text > ../outside'
  attempt secret cat secret
  attempt protected sh -c 'mkdir -p .git && echo text > .git/config'
  attempt network nc 127.0.0.1 4000
`
const TRACES = { inside: 'inside', outside: '../outside', protected: '.git' }

/** Connects to a listed socket, to another one, and to one that it makes itself. */
const CONNECT = `
  const { connect, createServer } = require('net')
  const attempt = (path) => new Promise((done) => connect(path, () => done('reached')).on('error', ({ code }) => done(code)))
  const own = createServer().listen('own.sock', async () => {
    for (const path of ['../listed.sock', '../other.sock', 'own.sock']) console.log(await attempt(path))
    process.exit()
  })
`
const SOCKETS = ['../listed.sock', '../other.sock']

async function reportSockets() {
  const servers = SOCKETS.map((path) => createServer().listen(path))
  const options = ['--network', 'none', '--unix-socket', resolve(SOCKETS[0])]
  await report('sockets', [...SANDBOX, ...options, 'node', '-e', CONNECT])
  for (const server of servers) server.close()
}

/** Which files the checks left where everybody can see them; removed. */
function traces() {
  const found = Object.keys(TRACES).filter((name) => existsSync(TRACES[name]))
  for (const name of found) rmSync(TRACES[name], { recursive: true })
  return found
}

async function report(about, argv) {
  const answer = await run(argv)
  process.stdout.write(`${JSON.stringify({ user, about, ...answer, traces: traces() })}\n`)
}

await report('facts', ['/facts'])
// Without the sandbox everything is possible, or the refusals inside would prove nothing.
await report('unprotected', ['sh', '-c', CHECKS])
await report('advice', [...SANDBOX, 'doctor'])
await report('diagnosis', [...SANDBOX, 'doctor', '--json'])
await report('true', [...SANDBOX, 'true'])
await report('protected', [...SANDBOX, '--deny', 'secret', '--', 'sh', '-c', CHECKS])
await reportSockets()
