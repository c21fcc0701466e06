/** Errors about options that cannot mean anything with the selected profile. */

import { SandboxError } from './errors.js'

/** Rules for a profile that has no sandbox to enforce them. */
export function optionsOnFullAccess(profile: string, option: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_OPTION_IGNORED',
    message: `${option} has no effect: the profile ${JSON.stringify(profile)} has no sandbox that could enforce it.`,
    hint: 'Leave the option out, or select another profile with -P.',
  })
}
