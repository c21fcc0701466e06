/** What every backend tells a command about itself, and where it lets it start. */

import { realpathSync } from 'node:fs'
import type { BackendName, CommandSpec } from './backend.js'
import { cwdNotReadable, textHasNul } from './backend-errors.js'
import { decide } from './decide.js'
import type { ResolvedPolicy } from './resolved.js'

/**
 * The command at the canonical place of its working directory, with the marks that tools look for;
 * `CODEX_SANDBOX_NETWORK_DISABLED` is the one many already know.
 *
 * @throws SandboxError `CWD_NOT_READABLE`, `TEXT_HAS_NUL`
 */
export function commandInside(
  command: CommandSpec,
  policy: ResolvedPolicy,
  backend: BackendName,
): CommandSpec {
  refuseNul(command)
  const cwd = realpathSync.native(command.cwd)
  if (decide(policy, cwd).access === 'deny') throw cwdNotReadable(command.cwd)
  const { mode } = policy.egress
  const marks = {
    SANDBOX: backend,
    SANDBOX_NETWORK: mode,
    ...(mode === 'none' ? { CODEX_SANDBOX_NETWORK_DISABLED: '1' } : {}),
  }
  return { ...command, cwd, environment: { ...command.environment, PWD: cwd, ...marks } }
}

/** THREAT: what comes behind a NUL would be read as something else than a word of the command. */
function refuseNul({ program, args, environment }: CommandSpec): void {
  const word = [program, ...args].findIndex((text) => text.includes('\0'))
  if (word >= 0) throw textHasNul(word === 0 ? "the program's name" : `argument ${word}`)
  const variable = Object.entries(environment).find((texts) => texts.some((text) => text.includes('\0')))
  if (variable !== undefined) throw textHasNul(`the variable ${JSON.stringify(variable[0])}`)
}
