/** Runs the README's two commands in a fresh clone, as a throw-away ordinary user. Needs root to make that user. */

import { spawnSync } from 'node:child_process'
import { chownSync, lchownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './repository.mjs'
import { runTool } from './run-tool.mjs'

/** What the user's environment keeps of ours: how to reach the registry, and nothing else. */
const KEPT =
  /^(?:PATH|LANG|LC_.*|TERM|CI|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|.*_PROXY|.*_proxy|SANDBOX_BUBBLEWRAP_SOURCE)$/
/** An account must not outlive a run that was called off. */
const ENDING_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM']
/** Every test of the project, in milliseconds. */
const LONGEST = 45 * 60_000
const COMMAND = ['run', 'sandbox', '--', 'sh', '-c', 'echo ok > out.txt; cat out.txt']

/** Adds two checks to the tally, one per command. */
export async function checkFreshClone(tally) {
  const place = mkdtempSync(join(tmpdir(), 'sandbox-fresh-clone-'))
  const account = `sbx${process.pid}`
  const cleanUp = () => {
    spawnSync('pkill', ['-KILL', '-u', account], { stdio: 'ignore' })
    const uid = spawnSync('id', ['-u', account], { encoding: 'utf8' }).stdout.trim()
    // Where the user's runs knew of each other.
    if (uid !== '') rmSync(`/tmp/.sandbox-${uid}`, { recursive: true, force: true })
    spawnSync('userdel', ['--force', account], { stdio: 'ignore' })
    rmSync(place, { recursive: true, force: true })
  }
  const end = () => {
    cleanUp()
    process.exit(1)
  }
  // Not `once`: whoever ends us may signal both us and our group, and the second one must not cut the cleaning short.
  for (const signal of ENDING_SIGNALS) process.on(signal, end)
  try {
    const user = await makeUser(account, place)
    await cloneFor(user, place)
    await report('README: npm run sandbox, as an ordinary user', tally, user, COMMAND, isOk)
    await report('README: npm test, as an ordinary user', tally, user, ['test'], ({ code }) => code === 0)
  } catch (error) {
    tally.failed(`fresh clone as an ordinary user: ${error.message}`)
  } finally {
    for (const signal of ENDING_SIGNALS) process.removeListener(signal, end)
    cleanUp()
  }
}

const isOk = ({ code, output }) => code === 0 && output.split('\n').includes('ok')

async function makeUser(account, home) {
  await mustRun('useradd', ['--no-create-home', '--home-dir', home, '--shell', '/bin/sh', account])
  const [uid, gid] = (await mustRun('sh', ['-c', `id -u ${account}; id -g ${account}`])).trim().split('\n')
  return { account, home, uid: Number(uid), gid: Number(gid) }
}

async function cloneFor(user, place) {
  const gitConfig = join(place, '.gitconfig')
  writeFileSync(gitConfig, '[safe]\n\tdirectory = *\n')
  const environment = { GIT_CONFIG_GLOBAL: gitConfig }
  // Without hard links: the clone changes its owner, and the original must not.
  await mustRun('git', ['clone', '--quiet', '--no-hardlinks', ROOT, join(place, 'checkout')], environment)
  chownTree(place, user)
}

async function report(name, tally, user, args, isGood) {
  process.stdout.write(`running ${name}\n`)
  const result = await runTool('env', ['-i', ...environmentOf(user), 'npm', ...args], {
    cwd: join(user.home, 'checkout'),
    uid: user.uid,
    gid: user.gid,
    longest: LONGEST,
  })
  if (isGood(result)) {
    tally.passed(name)
    process.stdout.write(`ok     ${name}: ${result.output.trimEnd().split('\n').at(-1)}\n`)
    return
  }
  tally.failed([name, ...failuresIn(result.output)].join('\n  '))
  process.stdout.write(`FAILED ${name} (code ${result.code})\n${result.output.trimEnd()}\n`)
}

/** What the closing lines of a test run name. */
function failuresIn(output) {
  const [, ...ends] = output.split('\nFailed:\n')
  return ends.at(-1)?.split('\n\n')[0].split('\n') ?? []
}

function environmentOf({ account, home }) {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name))
  return [...kept, ['HOME', home], ['USER', account], ['LOGNAME', account]].map(
    ([name, value]) => `${name}=${value}`,
  )
}

async function mustRun(file, args, environment = {}) {
  const { code, output } = await runTool(file, args, { cwd: ROOT, environment })
  if (code !== 0) throw new Error(`${file} ended with code ${code}: ${output.trim()}`)
  return output
}

function chownTree(path, { uid, gid }) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name)
    if (entry.isDirectory()) chownTree(inside, { uid, gid })
    else lchownSync(inside, uid, gid)
  }
  chownSync(path, uid, gid)
}
