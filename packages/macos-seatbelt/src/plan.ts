/** Profile and command in, launch plan out. Pure. */

import type { CommandSpec, LaunchPlan, ResolvedPolicy } from '@sandbox/policy'
import { enforcementOf } from './enforcement.js'
import { tooManyPatterns } from './errors.js'
import { SANDBOX_EXEC } from './probe.js'
import type { SeatbeltProfile } from './render.js'

/** A plan of this backend. */
export interface SeatbeltPlan extends LaunchPlan {
  readonly profile: SeatbeltProfile
  /** Where the profile is written for the run, and nothing else. */
  readonly profileFile: string
  /** Set when there is no such program, or none that may be run: what is told instead of the launcher's own code. */
  readonly missing?: { readonly exitCode: 126 | 127; readonly reason: string } | undefined
}

/** What else a plan is made from. */
export interface PlanInput {
  readonly policy: ResolvedPolicy
  readonly profile: SeatbeltProfile
  readonly profileFile: string
  readonly command: CommandSpec
  readonly missing?: SeatbeltPlan['missing']
  /** Another launcher, only in tests. */
  readonly launcher?: string
}

/** Arguments and environment share about a megabyte; the command's own part must fit as well. */
const MAX_DEFINITION_BYTES = 256 * 1024

/**
 * `sandbox-exec` with the profile in a file, the paths as definitions, and the command.
 *
 * @throws SandboxError `PROFILE_TOO_LARGE`
 */
export function planSeatbelt(input: PlanInput): SeatbeltPlan {
  const { policy, profile, profileFile, command, missing } = input
  const definitions = Object.entries(profile.params).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  const bytes = definitions.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0)
  if (bytes > MAX_DEFINITION_BYTES) throw tooManyPatterns(bytes, MAX_DEFINITION_BYTES)
  return {
    backend: 'macos-seatbelt',
    file: input.launcher ?? SANDBOX_EXEC,
    args: ['-f', profileFile, ...definitions, '--', command.program, ...command.args],
    // The launcher becomes the command, so this is the command's environment.
    environment: command.environment,
    cwd: command.cwd,
    inherited: [],
    command,
    enforcement: enforcementOf(policy),
    warnings: policy.warnings,
    details: {
      launcher: { path: input.launcher ?? SANDBOX_EXEC },
      profile: profile.text,
      parameters: profile.params,
    },
    profile,
    profileFile,
    missing,
  }
}
