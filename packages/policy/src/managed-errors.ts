/** Errors about choices that the administrator's file does not permit. Each names the choice and the limit. */

import { SandboxError } from './errors.js'
import { describePlace } from './place.js'
import type { RuleSource } from './profile.js'

/** The selected profile is not among the allowed ones. */
export function managedProfile(file: string, name: string, allowed: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'MANAGED_PROFILE',
    message: `The profile ${JSON.stringify(name)} is not allowed by ${file}: allowed_profiles.`,
    hint: `Select one of the allowed profiles with -P: ${allowed.join(', ') || 'none'}.`,
  })
}

/** A rule would open what the administrator denied. */
export function managedDeny(choice: RuleSource, path: string, limit: RuleSource): SandboxError {
  return new SandboxError({
    code: 'MANAGED_DENY',
    message: `${describePlace(choice)} would open ${path}, which ${describePlace(limit)} denies.`,
    hint: 'Remove the rule, or ask your administrator.',
  })
}

/** More network than the administrator permits. */
export function managedNetwork(choice: string, limit: RuleSource, value: string): SandboxError {
  return new SandboxError({
    code: 'MANAGED_NETWORK',
    message: `${choice} is more than ${describePlace(limit)} permits (${value}).`,
    hint: 'Choose less network, or ask your administrator.',
  })
}

/** No sandbox at all, while there are limits that only a sandbox can keep. */
export function managedUnrestricted(file: string, name: string): SandboxError {
  return new SandboxError({
    code: 'MANAGED_UNRESTRICTED',
    message: `The profile ${JSON.stringify(name)} has no sandbox, so the limits of ${file} could not be kept.`,
    hint: 'Select another profile with -P, or ask your administrator.',
  })
}

/** Options that widen an allowed profile. `what` names the rule and the reason. */
export function managedOption(file: string, what: string): SandboxError {
  return new SandboxError({
    code: 'MANAGED_OPTION',
    message: `The options would allow more than the profile that ${file} allows: ${what}.`,
    hint: 'Leave the option out, or ask your administrator for a profile that has it.',
  })
}
