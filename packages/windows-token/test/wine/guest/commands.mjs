/** Commands and how they end: codes, arguments, streams, environment, what is inherited, what cannot be started. */

import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guest, place, runToEnd, start, words, workspacePolicy } from './support.mjs'

const node = process.execPath

const PROGRAMS = {
  async codes() {
    const where = place()
    const found = []
    for (const code of ['0', '37', '255', '0xC000013A', '-1']) {
      const { exitCode, started } = await runToEnd(workspacePolicy(where.cwd), where, node, [
        '-e',
        `process.exit(${code})`,
      ])
      found.push([exitCode, started])
    }
    return found
  },

  async arguments() {
    const where = place()
    const alphabet = ['a', ' ', '"', '\\', '\t', '%', '^', '&', '|', "'", 'é', '漢', '😀', '*']
    let seed = 7
    const next = (limit) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % limit
    }
    const word = () => Array.from({ length: next(9) }, () => alphabet[next(alphabet.length)]).join('')
    const different = []
    for (let round = 0; round < 4; round += 1) {
      const given = Array.from({ length: 12 }, word)
      const print = 'console.log(JSON.stringify(process.argv.slice(1)))'
      const { stdout } = await runToEnd(workspacePolicy(where.cwd), where, node, [
        '-e',
        print,
        '--',
        ...given,
      ])
      if (stdout.trim() !== JSON.stringify(given)) different.push({ given, stdout })
    }
    return different
  },

  async streams() {
    const where = place()
    const copy = 'process.stdin.pipe(process.stdout); process.stdin.on("end", () => console.error("the end"))'
    const { child, outcome } = await start(workspacePolicy(where.cwd), where, node, ['-e', copy])
    const sent = randomBytes(8 * 1024 * 1024)
    const digest = createHash('sha256')
    let stderr = ''
    child.stdout.on('data', (bytes) => digest.update(bytes))
    child.stderr.on('data', (bytes) => {
      stderr += bytes
    })
    child.stdin.end(sent)
    const { exitCode } = await outcome
    const same = digest.digest('hex') === createHash('sha256').update(sent).digest('hex')
    return { same, stderr: stderr.trim(), exitCode }
  },

  async environment() {
    const where = place()
    const given = { PATH: process.env.PATH, Zeta: '1', alpha: 'é=x', http_proxy: 'http://secret@proxy:1' }
    const print = 'console.log(JSON.stringify(process.env))'
    const { stdout } = await runToEnd(workspacePolicy(where.cwd, 'none'), where, node, ['-e', print], given)
    // Wine adds some of its own.
    const kept = Object.entries(JSON.parse(stdout)).filter(([name]) => !/^(?:WINE|System)/i.test(name))
    const seen = Object.fromEntries(kept)
    const firstInPath = seen.PATH.split(';')[0]
    return {
      ...seen,
      PATH: firstInPath === join(where.stateDirectory, 'deny-bin') ? 'deny-bin first' : firstInPath,
    }
  },

  /** The helper has more handles than it hands on: the spec, and the reports. */
  async inherited() {
    const where = place()
    const { stdout } = await runToEnd(workspacePolicy(where.cwd), where, words[1], [])
    const names = stdout.trim().split(/\r?\n/)
    return { end: names.at(-1), ours: names.filter((name) => name.includes(where.stateDirectory)) }
  },

  /** Whom each of two commands opens what it makes to, after the user. */
  async apart() {
    const where = place()
    const program = words[1]
    const ends = [0, 1].map(() => runToEnd(workspacePolicy(where.cwd), where, program, []))
    const lists = (await Promise.all(ends)).map(({ stdout }) => stdout.trim().split(/\r?\n/))
    const [[user, own, system], [, other]] = lists
    return {
      user,
      system,
      length: lists.map((list) => list.length),
      isOwn: own !== other && own !== user,
      own,
    }
  },

  async unstartable() {
    const where = place()
    const text = join(where.cwd, 'text.exe')
    writeFileSync(text, 'no program')
    writeFileSync(join(where.cwd, 'script.cmd'), '@echo off\r\n')
    const policy = workspacePolicy(where.cwd)
    const attempt = async (program) => {
      try {
        const { exitCode, started, code } = await runToEnd(policy, where, program, [])
        return [exitCode, started, code]
      } catch (error) {
        return error.code
      }
    }
    return Promise.all(['no-such-program', text, '.\\script.cmd', 'C:text.exe'].map(attempt))
  },

  async limits() {
    const where = place()
    const policy = workspacePolicy(where.cwd, 'full', { limits: { memory: 2 ** 31, processes: 20 } })
    const { exitCode } = await runToEnd(policy, where, node, ['-e', 'process.exit(5)'])
    return exitCode
  },

  async many() {
    const where = place()
    const ends = Array.from({ length: 5 }, (_, index) =>
      runToEnd(workspacePolicy(where.cwd), where, node, [
        '-e',
        `console.log(${index}); process.exit(${index})`,
      ]),
    )
    return (await Promise.all(ends)).map(({ exitCode, stdout }) => `${exitCode} ${stdout.trim()}`)
  },
}

await guest(PROGRAMS[words[0]])
