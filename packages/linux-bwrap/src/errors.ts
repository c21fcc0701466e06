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

/** The command could not be executed inside. */
export function commandNotExecuted(program: string, exitCode: 126 | 127, detail: string): SandboxError {
  return new SandboxError({
    code: exitCode === 127 ? 'COMMAND_NOT_FOUND' : 'COMMAND_NOT_EXECUTABLE',
    message: `cannot run ${program}: ${detail}`,
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
