/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'
import type { OpenSpelling } from './plan/spellings.js'

/** A closed path leads through a link that the command could replace, and this host cannot pin links. */
export function linkNotPinnable(link: string): SandboxError {
  return new SandboxError({
    code: 'LINK_NOT_PINNABLE',
    message: `a protected or denied path leads through the link ${link}, which the command could replace`,
    hint: 'Write the rule for the place the link leads to, or replace the link by the real directory.',
  })
}

/** A file system takes another spelling of a closed path for the same, and the kernel does not. */
export function spellingNotClosed({ path, other }: OpenSpelling): SandboxError {
  return new SandboxError({
    code: 'SPELLING_NOT_CLOSED',
    message: `${path} cannot be closed: its file system takes ${other} for the same, and Linux for another`,
    hint: 'Work on a file system of this Linux, or accept with --no-strict (`strict: false`) that it can be reached so.',
  })
}

/** `/dev` or `/proc` as a whole cannot be writable. */
export function wholeDeviceTree(path: string): SandboxError {
  return new SandboxError({
    code: 'DEVICE_TREE_WRITABLE',
    message: `${path} as a whole cannot be made writable`,
    hint: `Name the single paths below ${path} that the command needs.`,
  })
}

/** The launcher would have to do more mounts than it accepts. */
export function tooManyMounts(count: number, limit: number): SandboxError {
  return new SandboxError({
    code: 'TOO_MANY_MOUNTS',
    message: `this policy needs ${count} launcher arguments on this host; bubblewrap accepts ${limit}`,
    hint: 'Deny whole directories instead of single files, or use a host that allows nested user namespaces.',
  })
}

/** A placeholder's parent changed while it was being made, or the host has no room for it. */
export function placeholderNotMade(path: string, cause: unknown): SandboxError {
  const { code: reason = 'no reason given' } = cause as NodeJS.ErrnoException
  return new SandboxError({
    code: 'PLACEHOLDER_NOT_MADE',
    message: `cannot occupy the missing path ${path}, which must stay missing while the command runs (${reason})`,
    hint: 'Run the command again if something replaced a directory on the way during the start; else mend the reason.',
    cause,
  })
}

/** There is no launcher at all. */
export function launcherMissing(tried: readonly string[], install: string): SandboxError {
  return new SandboxError({
    code: 'BWRAP_MISSING',
    message: `no usable bubblewrap was found (${tried.join('; ')})`,
    hint: `Install it: ${install}`,
  })
}

/** The launcher that was asked for cannot be used. */
export function launcherUnusable(path: string, reason: string): SandboxError {
  return new SandboxError({
    code: 'LAUNCHER_UNUSABLE',
    message: `the launcher ${path} cannot be used: ${reason}`,
    hint: 'Set linux.launcher to "auto", "bundled", or another path.',
  })
}

/** The host does not let the launcher make its namespaces. */
export function namespacesRefused(cause: string, hint: string): SandboxError {
  return new SandboxError({ code: 'NAMESPACES_REFUSED', message: cause, hint })
}

/** Windows Subsystem for Linux, first generation. */
export function wsl1Unsupported(): SandboxError {
  return new SandboxError({
    code: 'WSL1_UNSUPPORTED',
    message: 'this is WSL1, whose kernel has no namespaces',
    hint: 'Convert the distribution to WSL2: wsl --set-version <name> 2',
  })
}
