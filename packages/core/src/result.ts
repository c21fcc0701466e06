/** Turns execa's result of the launcher into the result of the command. */

import { existsSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import type { Denial, Enforcement, LaunchPlan, RunOutcome, SandboxError } from '@sandbox/policy'
import type { Options, Result } from 'execa'
import { launcherNotStarted, programNotStarted, setUpFailed } from './errors.js'

/** What a sandbox adds to execa's result, and to the error of a failed command. */
export interface SandboxFields {
  /** What was observed to be refused; never a guess that the policy does not confirm. */
  readonly denials: readonly Denial[]
  /** What was really enforced for this run. */
  readonly enforcement: Enforcement
}

/** execa's result, with what the sandbox knows about the run. */
export type SandboxResult<OptionsType extends Options = Options> = Result<OptionsType> & SandboxFields

/** execa's result as this file changes it. It is an error as well when the command failed. */
export interface MutableResult {
  command: string
  escapedCommand: string
  cwd: string
  exitCode?: number
  isForcefullyTerminated: boolean
  message?: string
  shortMessage?: string
  originalMessage?: string
  cause?: unknown
  code?: string
  stdio: readonly unknown[]
  stderr: unknown
  signal?: string
  failed: boolean
}

/** Writes the command's own words and numbers over those of its launcher. */
export function completeResult(
  result: MutableResult,
  plan: LaunchPlan,
  outcome: RunOutcome,
  shown: string,
): void {
  const launcherCommand = result.escapedCommand
  const rename = (text: string) => text.replace(launcherCommand, () => shown)
  for (const name of ['message', 'shortMessage', 'originalMessage'] as const) {
    const text = result[name]
    if (text !== undefined) result[name] = rename(text)
  }
  result.command = shown
  result.escapedCommand = shown
  result.cwd = plan.command.cwd
  // The descriptors after the third are the launcher's.
  result.stdio = result.stdio.slice(0, 3)
  if (result.signal === undefined) result.exitCode = outcome.exitCode
  if (outcome.error !== undefined) addReason(result, outcome.error)
}

/** Where execa puts the reason of a program that did not start. */
function addReason(result: MutableResult, error: Error): void {
  const { shortMessage, message } = result
  result.cause = error
  result.originalMessage = error.message
  if (shortMessage === undefined || message === undefined) return
  result.shortMessage = `${shortMessage}\n${error.message}`
  result.message = `${result.shortMessage}${message.slice(shortMessage.length)}`
}

/** The set-up error of a run, or undefined when the command's own fate is the answer. */
export function setUpError(result: MutableResult, outcome: RunOutcome): SandboxError | undefined {
  const { error } = outcome
  if (outcome.started || error === undefined || outcome.exitCode !== 125) return undefined
  return setUpFailed(error, result)
}

/** How a run ended whose first process the operating system did not start. */
export function spawnFailure(
  plan: Pick<LaunchPlan, 'backend' | 'file' | 'command'>,
  cause: unknown,
): RunOutcome {
  if (plan.backend !== 'none') {
    return { exitCode: 125, started: false, error: launcherNotStarted(plan.file, cause) }
  }
  const exitCode = isFound(plan.command) ? 126 : 127
  return { exitCode, started: false, error: programNotStarted(plan.command.program, exitCode, cause) }
}

/** Not judged by the error: a directory in PATH that may not be searched turns "not found" into "permission denied". */
function isFound({ program, cwd, environment }: LaunchPlan['command']): boolean {
  if (program.includes('/')) return existsSync(resolve(cwd, program))
  const directories = (environment.PATH ?? '').split(delimiter)
  return directories.some((directory) => existsSync(resolve(cwd, directory, program)))
}

/** The command as one line for people, quoted like a shell would need it. */
export function showCommand(program: string, args: readonly string[]): string {
  return [program, ...args].map(quote).join(' ')
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
