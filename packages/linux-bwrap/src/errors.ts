/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** A closed path leads through a link that the command could replace, and this host cannot pin links. */
export function linkNotPinnable(link: string): SandboxError {
  return new SandboxError({
    code: 'LINK_NOT_PINNABLE',
    message: `a protected or denied path leads through the link ${link}, which the command could replace`,
    hint: 'Write the rule for the place the link leads to, or replace the link by the real directory.',
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

/** The working directory is not visible to the command. */
export function cwdNotReadable(cwd: string): SandboxError {
  return new SandboxError({
    code: 'CWD_NOT_READABLE',
    message: `the policy does not let the command read its working directory ${cwd}`,
    hint: 'Allow the directory with a read or write rule, or choose another one with --cd.',
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

/** The private directory for run records cannot be trusted or made. */
export function runtimeDirectoryUnusable(path: string, reason: string, cause?: unknown): SandboxError {
  return new SandboxError({
    code: 'RUNTIME_DIRECTORY_UNUSABLE',
    message: `the runtime directory ${path} cannot be used: ${reason}`,
    hint: 'Remove it, or set XDG_RUNTIME_DIR to a directory that only you can change.',
    cause,
  })
}

/** A placeholder's parent changed while it was being made. */
export function placeholderNotMade(path: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'PLACEHOLDER_NOT_MADE',
    message: `cannot occupy the missing path ${path}, which must stay missing while the command runs`,
    hint: 'Something replaced a directory on the way during the start; run the command again.',
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

/** A plan made by another backend was handed in. */
export function notOurPlan(): SandboxError {
  return new SandboxError({
    code: 'FOREIGN_PLAN',
    message: 'this plan was not made by the linux-bwrap backend',
    hint: 'Open a plan with the object that made it.',
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

/** The package does not carry the inner stage for this processor. */
export function innerStageMissing(architecture: string): SandboxError {
  return new SandboxError({
    code: 'INNER_STAGE_MISSING',
    message: `this package carries no sandbox-inner for linux-${architecture}`,
    hint: 'Build it with `npm test` in a checkout, or install a release that supports this processor.',
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
