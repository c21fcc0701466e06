/** Starts a process: through the addon at a constant cost, or, without it, through node:child_process. */

import type { Addon, OnExit, Restrictions, SpawnRequest } from './interface.js'

/** What to start; exactly this environment, exactly these descriptors. */
export interface StartOptions {
  /** Absolute path of the program. */
  readonly file: string
  /** Without the program's name. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Absolute path. */
  readonly cwd: string
  /** `stdio[i]`, a descriptor of this process, becomes descriptor i. */
  readonly stdio: readonly number[]
}

/** How a process ended, or why it never began. */
export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Set when nothing was executed; it has a `code` such as `ENOENT`. */
  readonly error?: Error
}

/** A process that was started, or could not be. */
export interface StartedProcess {
  /** Undefined when nothing was executed. */
  readonly pid: number | undefined
  readonly ended: Promise<ProcessEnd>
}

/** Start a process. Never throws for what the host says: `ended` tells. */
export function startProcess(options: StartOptions, addon: Addon | undefined): StartedProcess {
  return addon === undefined ? startThroughNode(options) : startThroughAddon(options, addon)
}

/** Start a process under restrictions. Only the addon can do that. */
export function startRestricted(
  options: StartOptions,
  restrictions: Restrictions,
  addon: Addon,
): StartedProcess {
  const { ruleset, filters, limits } = restrictions
  const request = { ...spawnRequest(options), ruleset, filters, limits }
  return watch((onExit) => addon.restrictAndExec(request, onExit))
}

function spawnRequest({ file, args, environment, cwd, stdio }: StartOptions): SpawnRequest {
  const env = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return { file, args: [file, ...args], env, cwd, stdio }
}

function startThroughAddon(options: StartOptions, addon: Addon): StartedProcess {
  const request = spawnRequest(options)
  const started = watch((onExit) => addon.spawn(request, onExit))
  // A kernel without process descriptors: Node can still do it.
  return started.failedStep === 'pidfd' ? startThroughNode(options) : started
}

function watch(
  begin: (onExit: OnExit) => { readonly pid: number },
): StartedProcess & { failedStep?: string } {
  let settle: (end: ProcessEnd) => void = () => {}
  const ended = new Promise<ProcessEnd>((done) => {
    settle = done
  })
  try {
    const { pid } = begin((code, signal) => settle({ code, signal: signalName(signal) }))
    return { pid, ended }
  } catch (error) {
    const step = error instanceof Error && 'step' in error ? String(error.step) : ''
    return { pid: undefined, ended: Promise.resolve(failed(error)), failedStep: step }
  }
}

/** Loaded only here: that alone takes longer than a start through the addon. */
function startThroughNode({ file, args, environment, cwd, stdio }: StartOptions): StartedProcess {
  const { spawn } = process.getBuiltinModule('node:child_process')
  try {
    const child = spawn(file, args, { cwd, env: environment, stdio: [...stdio] })
    const ended = new Promise<ProcessEnd>((done) => {
      child.once('error', (error) => done(failed(error)))
      child.once('exit', (code, signal) => done({ code, signal }))
    })
    return { pid: child.pid, ended }
  } catch (error) {
    return { pid: undefined, ended: Promise.resolve(failed(error)) }
  }
}

const failed = (error: unknown): ProcessEnd => ({
  code: null,
  signal: null,
  error: error instanceof Error ? error : new Error(String(error)),
})

/** The name of a signal; null for none, and for those that have no name, the real-time ones. */
export function signalName(number: number | null): NodeJS.Signals | null {
  if (number === null) return null
  const { constants } = process.getBuiltinModule('node:os')
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  return found === undefined ? null : (found[0] as NodeJS.Signals)
}
