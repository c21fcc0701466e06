/**
 * Directs the machine: restricts the kernel as it is told, lets root and an ordinary user try the sandbox, then does what
 * cures the restriction and lets them try again; last it delegates cgroups to them. Prints one line of JSON for each answer, then `end`.
 */

import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { run, SANDBOX } from './program.mjs'

const PROFILES = '/sys/kernel/security/apparmor'
const CGROUPS = '/sys/fs/cgroup'
const USERS = [
  { user: 'root', uid: 0 },
  { user: 'ordinary', uid: 1000 },
]

const told = JSON.parse(
  Buffer.from(/\bsandbox_test=(\S+)/.exec(readFileSync('/proc/cmdline', 'utf8'))[1], 'base64url'),
)

/** A program starts as somebody without any further step, so that a profile which refuses capabilities can hold for it. */
function runAs({ user, uid }, argv) {
  const env = { PATH: process.env.PATH, HOME: `/srv/${user}` }
  return run(argv, { uid, gid: uid, cwd: `/srv/${user}/work`, env })
}

function furnish({ user, uid }) {
  const paths = [`/srv/${user}`, `/srv/${user}/work`, `/srv/${user}/work/secret`]
  mkdirSync(paths[1], { recursive: true })
  writeFileSync(paths[2], 'hidden')
  for (const path of paths) chownSync(path, uid, uid)
}

async function restrict() {
  for (const setting of told.settings) await run(['sysctl', '-w', setting])
  if (told.profile !== undefined)
    writeFileSync(`${PROFILES}/.load`, readFileSync(`/profiles/${told.profile}`))
}

async function tryOut(who) {
  const { exitCode, stdout, stderr } = await runAs(who, ['node', '/trial.mjs'])
  process.stdout.write(stdout)
  if (exitCode !== 0) throw new Error(`the trial ended with ${exitCode}: ${stderr}`)
  for (const line of stdout.trim().split('\n')) {
    const { about, stdout: text } = JSON.parse(line)
    if (about === 'diagnosis') return JSON.parse(text).problem?.hint ?? ''
  }
  throw new Error('the trial gave no diagnosis')
}

/** As the hint says: to the letter where it gives a command. */
async function cure(hint) {
  const settings = /sysctl -w ((?:[\w.]+=\d+ ?)+)/.exec(hint)?.[1]
  if (settings !== undefined) await run(['sysctl', '-w', ...settings.trim().split(' ')])
  else if (told.profile !== undefined) writeFileSync(`${PROFILES}/.replace`, readFileSync(`/profiles/enough`))
}

/** What a service manager does: the controllers for all, and for a user a subtree of his own, with his session in it. */
function delegate({ user, uid }) {
  const controllers = '+memory +pids'
  writeFileSync(`${CGROUPS}/cgroup.subtree_control`, controllers)
  if (uid === 0) return CGROUPS
  const own = `${CGROUPS}/${user}`
  const session = `${own}/session`
  mkdirSync(session, { recursive: true })
  writeFileSync(`${own}/cgroup.subtree_control`, controllers)
  for (const path of [own, session]) {
    for (const file of ['', '/cgroup.procs', '/cgroup.subtree_control']) chownSync(`${path}${file}`, uid, uid)
  }
  writeFileSync(`${session}/cgroup.procs`, String(process.pid))
  return own
}

async function limit(who) {
  const { exitCode, stdout, stderr } = await runAs(who, [
    'node',
    '/limits.mjs',
    delegate(who),
    ...told.limitedBy,
  ])
  process.stdout.write(stdout)
  if (exitCode !== 0) throw new Error(`the limits ended with ${exitCode}: ${stderr}`)
}

const listener = createServer((socket) => socket.end()).listen(4000, '127.0.0.1')
try {
  await restrict()
  for (const who of USERS) furnish(who)
  const hints = []
  for (const who of USERS) hints.push(await tryOut(who))
  for (const [index, who] of USERS.entries()) {
    if (hints[index] === '') continue
    await cure(hints[index])
    const again = await runAs(who, [...SANDBOX, 'true'])
    process.stdout.write(`${JSON.stringify({ user: who.user, about: 'cured', ...again })}\n`)
  }
  if (told.limitedBy !== undefined) for (const who of USERS) await limit(who)
  process.stdout.write('end\n')
} catch (error) {
  process.stdout.write(`${error.stack}\n`)
} finally {
  listener.close()
}
