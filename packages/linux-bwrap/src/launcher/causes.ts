/** Turns what a failed launcher printed into a cause and a cure. */

/** Why a host refuses, and what its owner can do. */
export interface Cause {
  readonly code: string
  readonly message: string
  readonly hint: string
}

const ADVICE = {
  userns: 'Allow them: sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000',
  apparmor:
    'AppArmor keeps programs without a profile from using user namespaces: install the bubblewrap package, whose profile allows it, or set kernel.apparmor_restrict_unprivileged_userns=0.',
  container:
    'In a container, allow user namespaces and a new /proc: for Docker, --security-opt seccomp=unconfined --security-opt systempaths=unconfined.',
}

/** The first pattern that matches decides. Wordings of bubblewrap 0.4 to 0.13 and of `sandbox-inner`. */
const CAUSES: readonly { readonly pattern: RegExp; readonly cause: Cause }[] = [
  cause(
    /loopback: Failed RTM_NEW(ADDR|LINK)/,
    'LOOPBACK_REFUSED',
    'the loopback interface cannot be set up in a new network namespace',
    ADVICE.apparmor,
  ),
  cause(
    /setting up uid map: Permission denied/,
    'UID_MAP_REFUSED',
    'a user namespace can be made but not used',
    ADVICE.apparmor,
  ),
  cause(
    /setting up uid map: Operation not permitted/,
    'UID_MAP_REFUSED',
    'the user may not be mapped in a user namespace',
    ADVICE.container,
  ),
  cause(
    /setting up uid map: Read-only file system/,
    'PROC_READ_ONLY',
    '/proc is read-only here',
    ADVICE.container,
  ),
  cause(
    /No permissions to create a new namespace/,
    'USERNS_REFUSED',
    'user namespaces are not allowed to this user',
    ADVICE.userns,
  ),
  cause(
    /Creating new namespace failed: .*(ENOSPC|No space left)/,
    'USERNS_LIMIT',
    'no more user namespaces are allowed',
    ADVICE.userns,
  ),
  cause(
    /Creating new namespace failed: Permission denied/,
    'USERNS_REFUSED',
    'a security module refuses user namespaces',
    ADVICE.apparmor,
  ),
  cause(/Can't mount proc/, 'PROC_REFUSED', 'a new /proc cannot be mounted here', ADVICE.container),
  cause(
    /Can't read \/proc\/sys/,
    'PROC_INCOMPLETE',
    'the /proc of this host is incomplete',
    ADVICE.container,
  ),
]

/** The cause of a failure; an unknown one keeps the launcher's own words. */
export function causeOf(output: string): Cause {
  const known = CAUSES.find(({ pattern }) => pattern.test(output))
  if (known !== undefined) return known.cause
  const words = output.trim().split('\n').at(-1) ?? ''
  return {
    code: 'LAUNCHER_FAILED',
    message: words === '' ? 'the launcher ended without a reason' : `the launcher says: ${words}`,
    hint: '`sandbox doctor` shows what this host can do.',
  }
}

function cause(pattern: RegExp, code: string, message: string, hint: string) {
  return { pattern, cause: { code, message, hint } }
}
