/** Tells beforehand whether a command can be executed, because the launcher's own answer looks like a command's. */

import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandSpec, Decider } from '@sandbox/policy'
import type { SeatbeltPlan } from '../plan.js'

/** Undefined when it can be. */
export function missingProgram(command: CommandSpec, decider: Decider): SeatbeltPlan['missing'] {
  const candidates = candidatesOf(command)
  const found = candidates.filter(isFile)
  const runnable = found.filter((path) => canRun(path))
  const allowed = runnable.filter(
    (path) => decider.decide(path, { spellings: [real(path)] }).access !== 'deny',
  )
  if (allowed.length > 0) return undefined
  if (found.length === 0) return { exitCode: 127, reason: `${command.program}: no such program` }
  const reason =
    runnable.length === 0 ? 'it cannot be executed' : 'the policy does not let the command read it'
  return { exitCode: 126, reason: `${command.program}: ${reason}` }
}

function candidatesOf({ program, cwd, environment }: CommandSpec): readonly string[] {
  if (program.includes('/')) return [resolve(cwd, program)]
  const directories = (environment.PATH ?? '/usr/bin:/bin').split(':')
  return directories.map((directory) => resolve(cwd, directory, program))
}

/** In a directory that cannot be searched there is nothing, as for every shell. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
