/** What every guest program does: prepare a policy, run commands under it, and report. Runs in Node.js for Windows. */

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILTIN_PROFILES, resolve } from '../../../../policy/dist/index.js'
import { READINGS } from '../../../dist/guarantees.js'
import { prepareToken } from '../../../dist/index.js'

const [, , report, ...args] = process.argv

/** The words behind the report's path. */
export const words = args

/** In the place of the report's path, for programs that guests start. Not NUL, which Wine may make a file of. */
export const NOBODY = '-'

/** Runs the program of a guest, and writes what it gives or why it failed. */
export async function guest(program) {
  let told
  try {
    told = { value: await program() }
  } catch (error) {
    told = { error: String(error.stack ?? error) }
  }
  if (report !== NOBODY) writeFileSync(report, JSON.stringify(told))
  process.exit(0)
}

/** A workspace with what is remembered beside it. */
export function place() {
  const base = mkdtempSync(join(tmpdir(), 'guest-'))
  const cwd = join(base, 'ws')
  mkdirSync(cwd)
  return { cwd, stateDirectory: join(base, 'state') }
}

/** `:workspace`, with another network mode. */
export function workspacePolicy(cwd, mode = 'full', rest = {}) {
  const policy = resolve(BUILTIN_PROFILES.get(':workspace'), {
    cwd,
    home: 'C:\\users\\me',
    platform: 'win32',
  })
  return { ...policy, egress: { ...policy.egress, mode }, ...rest }
}

/** Wine fences nothing, so the kernel's answer is made up; everything else is real. */
export const OPTIONS = { strict: false, coveredRights: READINGS['all-but-read'] }

/** Starts a command as core does. */
export async function start(policy, where, program, args, environment = { PATH: process.env.PATH }) {
  const prepared = await prepareToken(policy, { ...OPTIONS, stateDirectory: where.stateDirectory })
  const command = { program, args, cwd: where.cwd, environment, terminal: false }
  const plan = await prepared.plan(command)
  const opened = await prepared.open(plan)
  const stdio = ['pipe', 'pipe', 'pipe', ...opened.descriptors]
  const child = spawn(plan.file, plan.args, { cwd: plan.cwd, env: plan.environment, stdio })
  opened.attach(child.pid)
  const ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })))
  const outcome = ended.then(async (exit) => {
    const finished = await opened.finish(exit)
    await prepared.close()
    return finished
  })
  return { child, opened, outcome }
}

/** The same, to its end, with its output. */
export async function runToEnd(policy, where, program, args, environment) {
  const { child, outcome } = await start(policy, where, program, args, environment)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].on('data', (bytes) => {
      output[name] += bytes
    })
  }
  child.stdin.end()
  const { error, ...rest } = await outcome
  return { ...output, ...rest, ...(error === undefined ? {} : { code: error.code, message: error.message }) }
}
