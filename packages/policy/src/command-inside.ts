/** What every backend tells a command about itself, and where it lets it start. */

import { realpathSync } from 'node:fs'
import type { BackendName, CommandSpec } from './backend.js'
import { cwdNotReadable } from './backend-errors.js'
import { decide } from './decide.js'
import type { ResolvedPolicy } from './resolved.js'

/**
 * The command at the canonical place of its working directory, with the marks that tools look for;
 * `CODEX_SANDBOX_NETWORK_DISABLED` is the one many already know.
 *
 * @throws SandboxError `CWD_NOT_READABLE`
 */
export function commandInside(
  command: CommandSpec,
  policy: ResolvedPolicy,
  backend: BackendName,
): CommandSpec {
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
