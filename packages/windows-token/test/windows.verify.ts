/**
 * Asks a real Windows: which fences hold, and what the documents leave open. Every question is tried in the sandbox, on files
 * that were made for it. Runs on Windows only; under Wine it shows that the questions can be asked.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILTIN_PROFILES, type ResolvedPolicy, resolve } from '@sandbox/policy'
import {
  cleanHost,
  prepareToken,
  READINGS,
  RIGHT,
  type RunOptions,
  run,
  type TokenPrepareOptions,
  WRITE_BITS,
} from '@sandbox/windows-token'

/** One thing that a command tries. */
export interface Question {
  readonly asks: string
  /** JavaScript, with `fs`, `child_process`, the places in `at`, and `start`, which needs no pipe and no NUL. */
  readonly attempt: string
  /** Done is only what shows in the access list of this place, whatever a program said of itself. */
  readonly shows?: 'outside' | undefined
  /** What must come of it when the kernel covers these rights; undefined where only the answer is wanted. */
  readonly expected?: 'done' | 'refused' | undefined
  readonly needs?: number | undefined
}

/** With everything that is asked of a desktop; ends with the number of the error. */
const OPEN_DESKTOP = `
import ctypes, sys
user32 = ctypes.WinDLL('user32', use_last_error=True)
user32.OpenDesktopW.restype = ctypes.c_void_p
sys.exit(0 if user32.OpenDesktopW('Default', 0, False, 0x1ff) else ctypes.get_last_error() or 1)
`

const OPEN_TO_ALL_RIGHTS = RIGHT.delete | RIGHT.deleteChild

/** The table. What needs rights that the kernel does not cover is answered, and not judged. */
export const QUESTIONS: readonly Question[] = [
  { asks: 'write in the workspace', attempt: 'fs.appendFileSync(at.inside, "x")', expected: 'done' },
  {
    asks: 'make, rename and remove in the workspace',
    attempt: `fs.mkdirSync(at.fresh); fs.writeFileSync(at.fresh + '/a', ''); fs.renameSync(at.fresh + '/a', at.fresh + '/b')
      fs.rmSync(at.fresh, { recursive: true })`,
    expected: 'done',
  },
  { asks: 'read outside', attempt: 'fs.readFileSync(at.outside)', expected: 'done' },
  { asks: 'write outside', attempt: 'fs.appendFileSync(at.outside, "x")', expected: 'refused' },
  { asks: 'make a file outside', attempt: 'fs.writeFileSync(at.outside + ".new", "")', expected: 'refused' },
  { asks: 'write what everyone may write', attempt: 'fs.appendFileSync(at.open, "x")', expected: 'refused' },
  { asks: 'write a hook', attempt: 'fs.writeFileSync(at.git + "/hooks", "")', expected: 'refused' },
  {
    asks: 'make in a protected name that was missing',
    attempt: 'fs.writeFileSync(at.codex + "/x", "")',
    expected: 'refused',
  },
  {
    asks: 'write what is remembered',
    attempt: 'fs.writeFileSync(at.state + "/added", "")',
    expected: 'refused',
  },
  {
    asks: 'write through a hard link to outside',
    attempt: 'fs.linkSync(at.outside, at.link); fs.appendFileSync(at.link, "x")',
    expected: 'refused',
  },
  {
    asks: 'change permissions outside',
    attempt: 'start("icacls", [at.outside, "/grant", "*S-1-1-0:F"])',
    shows: 'outside',
    expected: 'refused',
    needs: RIGHT.writeDac,
  },
  {
    asks: 'remove outside',
    attempt: 'fs.unlinkSync(at.removable)',
    expected: 'refused',
    needs: OPEN_TO_ALL_RIGHTS,
  },
  {
    asks: 'rename a protected directory',
    attempt: 'fs.renameSync(at.git, at.fresh)',
    expected: 'refused',
    needs: OPEN_TO_ALL_RIGHTS,
  },
  { asks: 'write to NUL', attempt: String.raw`fs.writeFileSync('\\\\.\\NUL', 'x')` },
  {
    asks: 'start a program with a pipe',
    attempt:
      'child_process.execFileSync(process.execPath, ["-e", "0"], { stdio: ["inherit", "pipe", "inherit"] })',
  },
  {
    asks: 'start a program with its streams ignored',
    attempt: 'child_process.execFileSync(process.execPath, ["-e", "0"], { stdio: "ignore" })',
  },
  { asks: 'start cmd', attempt: 'start("cmd", ["/d", "/c", "ver"])', expected: 'done' },
  {
    asks: 'start Windows PowerShell',
    attempt: 'start("powershell", ["-NoProfile", "-Command", "exit 0"])',
  },
  {
    asks: 'pipe in Windows PowerShell',
    attempt: 'start("powershell", ["-NoProfile", "-Command", "1..3 | Sort-Object"])',
  },
  {
    asks: 'start PowerShell 7',
    attempt: 'start("pwsh", ["-NoProfile", "-Command", "exit 0"])',
  },
  { asks: 'start git', attempt: 'start("git", ["--version"])' },
  { asks: 'start Python', attempt: 'start("python", ["-c", "pass"])' },
  {
    asks: 'write in a directory of mode 0700 (tempfile of Python)',
    attempt: `start('python', ['-c', 'import os, sys; os.mkdir(sys.argv[1], 0o700); open(os.path.join(sys.argv[1], "f"), "w")', at.own])`,
  },
  {
    asks: 'open the desktop of the user',
    attempt: `start('python', ['-c', ${JSON.stringify(OPEN_DESKTOP)}])`,
  },
  {
    asks: 'fork a Node.js with a message channel',
    attempt: `const script = at.inside + '.cjs'; fs.writeFileSync(script, 'process.exit(process.send === undefined ? 1 : 0)')
      start(process.execPath, ['-e', 'require("child_process").fork(' + JSON.stringify(script) + ').once("exit", process.exit)'])`,
  },
]

/** What came of one question. */
export interface Finding {
  readonly asks: string
  readonly answer: string
  /** Set when it is not what must come. */
  readonly problem?: string | undefined
}

/** The kernel's own words, and what came of every question. */
export interface Findings {
  readonly coveredRights: number
  readonly reading: string
  readonly elevated: boolean
  readonly findings: readonly Finding[]
}

/**
 * In the sandbox: tries one after the other and prints the answers. Output of programs goes to a file: a pipe and NUL are
 * questions of their own, and what cannot be started answers nothing else.
 */
const TRY_ALL = `
  const fs = require('fs'), child_process = require('child_process')
  const { at, attempts } = JSON.parse(process.argv[1])
  const start = (program, args) => {
    const output = fs.openSync(at.output, 'a')
    const { error, status } = child_process.spawnSync(program, args, { stdio: ['inherit', output, output] })
    fs.closeSync(output)
    if (error !== undefined) throw Object.assign(error, { isUnstarted: true })
    if (status !== 0) throw Object.assign(new Error('it failed'), { status })
  }
  const answers = attempts.map((attempt) => {
    try { new Function('fs', 'child_process', 'start', 'at', attempt)(fs, child_process, start, at); return 'done' }
    catch (error) { return (error.isUnstarted ? 'not started ' : 'refused ') + (error.code ?? error.status ?? error.message) }
  })
  console.log(JSON.stringify(answers))
`

/**
 * Asks all questions of this machine.
 *
 * @param options for a system that fences nothing, where only the asking is tried
 * @throws Error anywhere but on Windows
 */
export async function verifyWindows(options: Pick<RunOptions, 'coveredRights'> = {}): Promise<Findings> {
  if (process.platform !== 'win32') throw new Error('only Windows has restricted tokens')
  const base = realpathSync.native(mkdtempSync(join(tmpdir(), 'sandbox-verify-')))
  try {
    const at = makePlaces(base)
    const state = { ...options, strict: false, stateDirectory: at.state }
    const policy = policyFor(at.workspace)
    const before = listsOf(at)
    const outside = listOf(at.outside)
    const words = JSON.stringify({ at, attempts: QUESTIONS.map(({ attempt }) => attempt) })
    const result = await run([process.execPath, '-e', TRY_ALL, '--', words], {
      ...state,
      policy,
      cwd: at.workspace,
    })
    if (result.exitCode !== 0)
      throw new Error(`the questions were not asked: ${result.error ?? result.stderr}`)
    const coveredRights = await askKernel(policy, state)
    const told = JSON.parse(result.stdout) as readonly string[]
    const isChanged = { outside: listOf(at.outside) !== outside }
    const answers = QUESTIONS.map(({ shows }, index) => {
      const answer = told[index] ?? 'not asked'
      if (shows === undefined || answer.startsWith('not ')) return answer
      return isChanged[shows] ? 'done' : answer.replace(/^done/, 'refused, nothing changed')
    })
    await cleanHost({ home: policy.home, stateDirectory: at.state })
    const restored = listsOf(at) === before ? 'as before' : 'changed'
    return {
      coveredRights,
      reading:
        Object.entries(READINGS).find(([, rights]) => rights === coveredRights)?.[0] ??
        'none of the readings',
      elevated: isElevated(),
      findings: [
        ...QUESTIONS.map((question, index) => judge(question, answers[index] ?? '', coveredRights)),
        {
          asks: 'access lists after cleaning',
          answer: restored,
          problem: restored === 'changed' ? 'must be as before' : undefined,
        },
      ],
    }
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** As a table for people. */
export function findingsTable({ coveredRights, reading, elevated, findings }: Findings): string {
  const rows = [
    ['rights that the second look covers', `0x${coveredRights.toString(16)} (${reading})`],
    ['an elevated session', elevated ? 'yes' : 'no'],
    ...findings.map(({ asks, answer, problem }) => [
      asks,
      problem === undefined ? answer : `${answer}: ${problem}`,
    ]),
  ]
  return rows.map(([left = '', right = '']) => `${left.padEnd(44)} ${right}`).join('\n')
}

function judge(
  { asks, expected, needs = WRITE_BITS }: Question,
  answer: string,
  coveredRights: number,
): Finding {
  const isJudged = expected !== undefined && (expected === 'done' || (coveredRights & needs) === needs)
  const isRight = !isJudged || answer.startsWith(expected)
  return { asks, answer, problem: isRight ? undefined : `must be ${expected}` }
}

function makePlaces(base: string) {
  const place = (name: string) => join(base, name)
  const workspace = place('workspace')
  for (const directory of [workspace, place('state'), join(workspace, '.git')]) mkdirSync(directory)
  const files = {
    inside: join(workspace, 'inside'),
    outside: place('outside'),
    open: place('open'),
    removable: place('removable'),
  }
  for (const file of Object.values(files)) writeFileSync(file, '')
  execFileSync('icacls', [files.open, '/grant', '*S-1-1-0:F'], { stdio: 'ignore' })
  return {
    ...files,
    workspace,
    state: place('state'),
    fresh: join(workspace, 'fresh'),
    link: join(workspace, 'link'),
    output: join(workspace, 'output'),
    own: join(workspace, 'own'),
    git: join(workspace, '.git'),
    codex: join(workspace, '.codex'),
  }
}

/** `:workspace` without the user's temporary directory, in which all this lies. */
function policyFor(workspace: string): ResolvedPolicy {
  const profile = BUILTIN_PROFILES.get(':workspace')
  if (profile === undefined) throw new Error('there is no profile :workspace')
  const home = process.env.USERPROFILE ?? 'C:\\'
  return resolve(
    { ...profile, egress: { ...profile.egress, mode: 'full' } },
    { cwd: workspace, home, platform: 'win32' },
  )
}

async function askKernel(policy: ResolvedPolicy, options: TokenPrepareOptions): Promise<number> {
  const prepared = await prepareToken(policy, options)
  await prepared.close()
  return prepared.facts.coveredRights ?? 0
}

/** As the system's own tool tells them. */
function listsOf({ workspace, inside, git }: ReturnType<typeof makePlaces>): string {
  return [workspace, inside, git].map(listOf).join('\n')
}

function listOf(path: string): string {
  return execFileSync('icacls', [path], { encoding: 'utf8' })
}

function isElevated(): boolean {
  try {
    execFileSync('net', ['session'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
