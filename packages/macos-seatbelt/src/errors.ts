/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** A glob uses something that the system's regular expressions cannot say. */
export function globNotExpressible(pattern: string, why: string): SandboxError {
  return new SandboxError({
    code: 'GLOB_NOT_EXPRESSIBLE',
    message: `the deny glob ${JSON.stringify(pattern)} cannot be said in a Seatbelt profile: ${why}`,
    hint: 'Write a simpler glob, or deny the directory that holds the files.',
  })
}

/** A text of the profile would be longer than the system reads. */
export function textTooLong(what: string, bytes: number, limit: number): SandboxError {
  return new SandboxError({
    code: 'PROFILE_TEXT_TOO_LONG',
    message: `${what} needs ${bytes} bytes in a Seatbelt profile; macOS reads ${limit}`,
    hint: 'Use a shorter path or glob, or deny a directory above it.',
  })
}

/** The policy names more paths than one profile can hold. */
export function tooManyPatterns(bytes: number, limit: number): SandboxError {
  return new SandboxError({
    code: 'PROFILE_TOO_LARGE',
    message: `the paths of this policy need ${bytes} bytes of a Seatbelt profile; ${limit} can be handed over`,
    hint: 'Deny whole directories instead of single files.',
  })
}

/** Network mode `proxy` without a usable address of the proxy. */
export function proxyEndpoint(given: unknown): SandboxError {
  return new SandboxError({
    code: 'PROXY_ENDPOINT',
    message: `network mode proxy needs the port of a proxy on this host, and ${JSON.stringify(given)} is none`,
    hint: 'Nothing was started. Give `proxyPort` a number from 1 to 65535.',
  })
}

/** A limit that Seatbelt has no means for. */
export function limitNotEnforced(name: string): SandboxError {
  return new SandboxError({
    code: 'LIMIT_NOT_ENFORCED',
    message: `limits.${name} cannot be enforced on macOS`,
    hint: `Leave limits.${name} out; limits.timeout is enforced.`,
  })
}

/** Network mode `proxy` on a run that has no proxy. */
export function egressNotEnforced(): SandboxError {
  return new SandboxError({
    code: 'EGRESS_NOT_ENFORCED',
    message: 'network mode proxy needs a running egress proxy, and none was given',
    hint: 'Use network mode `none` or `full`, or give the port of a proxy with `proxyPort`.',
  })
}

/** A rule that only the proxy of mode `proxy` would act upon. */
export function domainNotEnforced(host: string, keyPath: string): SandboxError {
  return new SandboxError({
    code: 'EGRESS_NOT_ENFORCED',
    message: `the rule for ${host} (${keyPath}) has no effect without network mode proxy`,
    hint: 'Use network mode `proxy`, or leave the domain rules out.',
  })
}

/** The program that applies profiles is not there. */
export function launcherMissing(path: string, cause?: unknown): SandboxError {
  return new SandboxError({
    code: 'SEATBELT_NOT_FOUND',
    message: `${path} cannot be run, so nothing on this host can enforce a policy`,
    hint: 'It is part of macOS; nothing else is taken instead of it. Is this a Mac?',
    cause,
  })
}

/** The system did not take the profile. */
export function profileRejected(detail: string): SandboxError {
  return new SandboxError({
    code: 'PROFILE_REJECTED',
    message: `macOS does not accept the profile: ${detail}`,
    hint: 'This is a fault of ours, or a construct that this version of macOS lacks; please report it with the text.',
  })
}

/** This process runs in a sandbox already, and macOS does not nest them. */
export function alreadySandboxed(detail: string): SandboxError {
  return new SandboxError({
    code: 'ALREADY_SANDBOXED',
    message: `a sandbox cannot be started inside another one: ${detail}`,
    hint: 'Start `sandbox` outside of the program that sandboxes it, or tell that program to leave this command alone.',
  })
}

/** No place for the profile file. */
export function privateDirectoryUnusable(reason: string): SandboxError {
  return new SandboxError({
    code: 'RUNTIME_DIRECTORY_UNUSABLE',
    message: `there is no private directory for the profile: ${reason}`,
    hint: 'Let ~/Library/Caches be a directory that only you can change.',
  })
}
