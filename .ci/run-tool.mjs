/** Runs one tool of the development set-up, quietly: its output is kept and shown only when it fails. */

import { spawn } from 'node:child_process'

/** Set for every tool: no telemetry, no update notices, no colour codes in a log, npm's errors visible. */
const TOOL_ENVIRONMENT = {
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
}

/** In milliseconds: a hanging test must not hang everything. */
const LONGEST = 20 * 60_000

/** The environment of a tool; `FORCE_COLOR` goes where `NO_COLOR` comes, because Node warns about both. */
export function toolEnvironment(extra = {}) {
  const environment = { ...process.env, ...TOOL_ENVIRONMENT, ...extra }
  if (!process.stdout.isTTY) {
    environment.NO_COLOR = '1'
    delete environment.FORCE_COLOR
  }
  return environment
}

/**
 * Start `file` and wait. With `show` its output appears as it comes; otherwise it is collected.
 * What takes longer than `longest` is ended and counts as failed.
 * A signal counts as 128 and a program that cannot be started as 127.
 */
export function runTool(file, args, options) {
  const { cwd, environment = {}, show = false, uid, gid, shell = false, longest = LONGEST } = options
  return new Promise((resolve) => {
    const output = show ? 'inherit' : 'pipe'
    const how = {
      cwd,
      env: toolEnvironment(environment),
      stdio: ['ignore', output, output],
      uid,
      gid,
      shell,
      timeout: longest,
      killSignal: 'SIGKILL',
    }
    const child = spawn(file, args, how)
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const text = () => Buffer.concat(chunks).toString('utf8')
    child.on('error', (error) => resolve({ code: 127, output: `${text()}${error.message}\n` }))
    child.on('close', (code, signal) =>
      resolve({ code: signal === null ? (code ?? 1) : 128, output: text() }),
    )
  })
}
