/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** A method was called after `close()`. */
export function sandboxClosed(): SandboxError {
  return new SandboxError({
    code: 'SANDBOX_CLOSED',
    message: 'this sandbox was closed',
    hint: 'Create another one with `createSandbox`.',
  })
}

/** No backend has this name. */
export function backendUnknown(name: string, known: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'BACKEND_UNKNOWN',
    message: `there is no backend called ${JSON.stringify(name)}`,
    hint: `The backends are ${known.join(', ')}.`,
  })
}

/** The backend is for another operating system. */
export function backendWrongHost(name: string, platform: string): SandboxError {
  return new SandboxError({
    code: 'BACKEND_WRONG_HOST',
    message: `the backend ${name} does not run on ${platform}`,
    hint: "Leave the backend out to use the host's own one.",
  })
}

/** The backend's package is missing. */
export function backendNotInstalled(name: string, packageName: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'BACKEND_NOT_INSTALLED',
    message: `the package ${packageName} of the backend ${name} is not installed`,
    hint: `Install again with optional dependencies (no \`--no-optional\`), or add ${packageName} itself.`,
    cause,
  })
}

/** This operating system has no backend at all. */
export function platformNotSupported(platform: string): SandboxError {
  return new SandboxError({
    code: 'PLATFORM_NOT_SUPPORTED',
    message: `there is no sandbox for ${platform}`,
    hint: 'Sandbox is made for Linux, macOS and Windows.',
  })
}

/** The working directory is missing or no directory. */
export function cwdUnusable(cwd: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'CWD_UNUSABLE',
    message: `the working directory ${cwd} cannot be entered`,
    hint: 'Name an existing directory that you may enter.',
    cause,
  })
}

/** The sandbox did not hand its listener out, or it cannot be served. */
export function egressNotServed(cause: unknown): SandboxError {
  return new SandboxError({
    code: 'EGRESS_NOT_SERVED',
    message: `the way to the network could not be opened${cause instanceof Error ? `: ${cause.message}` : ''}`,
    hint: 'Try again, and use network mode `none` if it stays so; nothing went out.',
    cause,
  })
}

/** An option of execa that has no place in a sandbox, or no option at all. */
export function optionNotSupported(name: string, hint: string): SandboxError {
  return new SandboxError({
    code: 'OPTION_NOT_SUPPORTED',
    message: `the option ${JSON.stringify(name)} cannot be used for a command in a sandbox`,
    hint,
  })
}

/** The operating system refused to start the launcher. */
export function launcherNotStarted(file: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'LAUNCHER_NOT_STARTED',
    message: `cannot start the launcher ${file}${cause instanceof Error ? `: ${cause.message}` : ''}`,
    hint: '`sandbox doctor` shows which launcher is used and why.',
    cause,
  })
}

/** A program that runs without a sandbox could not be executed. */
export function programNotStarted(program: string, exitCode: 126 | 127, cause: unknown): SandboxError {
  return new SandboxError({
    code: exitCode === 127 ? 'COMMAND_NOT_FOUND' : 'COMMAND_NOT_EXECUTABLE',
    message: `cannot run ${program}: ${exitCode === 127 ? 'no such program' : 'it cannot be executed'}`,
    hint: exitCode === 127 ? 'Check the name and PATH.' : 'Check its permissions and its interpreter.',
    cause,
  })
}

/** The sandbox could not be set up: the backend's own error, with the launcher's result (its stderr, …) as the cause. */
export function setUpFailed(error: Error, result: unknown): SandboxError {
  const known = error instanceof SandboxError ? error : undefined
  return new SandboxError({
    code: known?.code ?? 'SETUP_FAILED',
    message: error.message,
    hint: known?.hint ?? '`sandbox doctor` shows what this host can do and what is missing.',
    cause: result,
  })
}
