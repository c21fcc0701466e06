/** Every error that starting and supervising a command can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** The private directory for run records cannot be trusted or made. */
export function runtimeDirectoryUnusable(path: string, reason: string, cause?: unknown): SandboxError {
  return new SandboxError({
    code: 'RUNTIME_DIRECTORY_UNUSABLE',
    message: `the runtime directory ${path} cannot be used: ${reason}`,
    hint: 'Remove it, give it mode 700, make room on its disk, or set XDG_RUNTIME_DIR to a directory that only you can change.',
    cause,
  })
}

/** There is no `/proc`, without which no descriptor can be run and no process can be named. */
export function procMissing(): SandboxError {
  return new SandboxError({
    code: 'PROC_MISSING',
    message: 'there is no proc file system at /proc',
    hint: 'Mount it (`mount -t proc proc /proc`), or run outside of the change of root that lacks it.',
  })
}

/** A cgroup for the run could not be made where it should have been possible. */
export function cgroupNotMade(directory: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'CGROUP_NOT_MADE',
    message: `cannot make the cgroup ${directory}, which would keep limits.memory and limits.processes`,
    hint: 'Its parent may have too many already (cgroup.max.descendants); see the cause.',
    cause,
  })
}

/** The launcher or the inner stage ended before the command was executed. */
export function setupFailed(detail: string): SandboxError {
  return new SandboxError({
    code: 'SETUP_FAILED',
    message: `the sandbox could not be set up: ${detail}`,
    hint: '`sandbox doctor` shows what this host can do and what is missing.',
  })
}

/** A program of the package was changed after it was built. */
export function digestMismatch(path: string, expected: string, found: string): SandboxError {
  return new SandboxError({
    code: 'BUNDLED_DIGEST',
    message: `${path} is not the file that was built: its SHA-256 is ${found}, the manifest says ${expected || 'nothing'}`,
    hint: 'Install the package again. Nothing was run.',
  })
}

/** A program cannot be used as it stands. */
export function programUnusable(path: string, reason: string): SandboxError {
  return new SandboxError({
    code: 'PROGRAM_UNUSABLE',
    message: `${path} ${reason}`,
    hint: 'Install the package again, or name another launcher with linux.launcher.',
  })
}

/** The package does not carry the inner stage for this processor. */
export function innerStageMissing(architecture: string): SandboxError {
  return new SandboxError({
    code: 'INNER_STAGE_MISSING',
    message: `this package carries no sandbox-inner for linux-${architecture}`,
    hint: 'Build it with `npm test` in a checkout, or install a release that supports this processor.',
  })
}

/** A deny glob matches more than can be covered. */
export function globTooManyMatches(directory: string, limit: number): SandboxError {
  return new SandboxError({
    code: 'GLOB_TOO_MANY_MATCHES',
    message: `the deny globs match more than ${limit} paths (the last ones in ${directory})`,
    hint: 'Deny the directories that hold them, or limit the search with glob_scan_max_depth.',
  })
}

/** A directory cannot be searched for matches of a deny glob. */
export function globUnreadable(directory: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'GLOB_UNREADABLE',
    message: `${directory} cannot be searched for what the deny globs match`,
    hint: 'Deny the directory itself, or mend it.',
    cause,
  })
}

/** A match whose name is not valid UTF-8. */
export function globUnspeakable(path: string): SandboxError {
  return new SandboxError({
    code: 'GLOB_UNSPEAKABLE_NAME',
    message: `a deny glob matches a name that is not valid UTF-8: ${path}`,
    hint: 'Rename the file, or deny its directory.',
  })
}

/** A link whose text is not valid UTF-8 stands on the way to a path of the policy. */
export function linkUnspeakable(path: string): SandboxError {
  return new SandboxError({
    code: 'LINK_UNSPEAKABLE',
    message: `the link ${path} leads to a name that is not valid UTF-8`,
    hint: 'Remove the link, or give what it leads to another name.',
  })
}
