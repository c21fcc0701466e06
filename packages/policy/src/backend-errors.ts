/** What every backend refuses in the same words. */

import { SandboxError } from './errors.js'

/** The working directory is not visible to the command. */
export function cwdNotReadable(cwd: string): SandboxError {
  return new SandboxError({
    code: 'CWD_NOT_READABLE',
    message: `the policy does not let the command read its working directory ${cwd}`,
    hint: 'Allow the directory with a read or write rule, or choose another one with --cd.',
  })
}

/** The command could not be executed inside; `detail` begins with its name. */
export function commandNotExecuted(exitCode: 126 | 127, detail: string): SandboxError {
  return new SandboxError({
    code: exitCode === 127 ? 'COMMAND_NOT_FOUND' : 'COMMAND_NOT_EXECUTABLE',
    message: `cannot run ${detail}`,
    hint:
      exitCode === 127
        ? 'Check the name, and that the policy lets the command read the place it is installed in.'
        : 'Check its permissions and its interpreter, and that the policy lets the command read both.',
  })
}

/** A policy of another system was handed in. */
export function wrongPlatform(product: string, wanted: string, given: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_WRONG_PLATFORM',
    message: `${product} is made from a policy resolved for ${wanted}, not for ${given}`,
    hint: `Resolve the policy with \`platform: "${wanted}"\`.`,
  })
}

/** `:danger-full-access` has nothing that a backend could make. */
export function nothingToEnforce(product: string, profile: string): SandboxError {
  return new SandboxError({
    code: 'PROFILE_UNRESTRICTED',
    message: `${profile} runs commands without a sandbox, so there is no ${product} for it`,
    hint: 'Select another profile.',
  })
}

/** A text that no command line, environment or spec can hold. */
export function textHasNul(what: string): SandboxError {
  return new SandboxError({
    code: 'TEXT_HAS_NUL',
    message: `${what} contains a NUL character, which every system takes for its end`,
    hint: 'Remove the NUL character.',
  })
}

/** A plan made by another backend was handed in. */
export function notOurPlan(backend: string): SandboxError {
  return new SandboxError({
    code: 'FOREIGN_PLAN',
    message: `this plan was not made by the ${backend} backend`,
    hint: 'Open a plan with the object that made it.',
  })
}
