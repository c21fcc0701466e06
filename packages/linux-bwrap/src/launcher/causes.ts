/** Turns what a failed launcher printed into a cause and a cure. */

import type { Restrictions } from './restrictions.js'

/** Why a host refuses, and what its owner can do. */
export interface Cause {
  readonly code: string
  readonly message: string
  readonly hint: string
}

const ADVICE = {
  users: 'Allow them, as root: sysctl -w kernel.unprivileged_userns_clone=1',
  limit: 'Allow more, as root: sysctl -w user.max_user_namespaces=15000',
  apparmor:
    'AppArmor keeps programs without a profile from using user namespaces: install the bubblewrap package, whose profile allows it, or set kernel.apparmor_restrict_unprivileged_userns=0.',
  profile:
    'Run it outside the profile, or give the profile flags=(attach_disconnected) and the rules `userns,`, `capability,`, `mount,`, `remount,`, `umount,` and `pivot_root,`.',
  container:
    'In a container, allow user namespaces and a new /proc: for Docker, --security-opt seccomp=unconfined --security-opt systempaths=unconfined, and where AppArmor is in use --security-opt apparmor=unconfined.',
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
    /No permissions to create a new namespace|Creating new namespace failed: Operation not permitted/,
    'USERNS_REFUSED',
    'user namespaces are not allowed here',
    ADVICE.container,
  ),
  cause(
    /(Creating new namespace failed|unshare user ns|user and mount namespace).*(ENOSPC|No space left)/,
    'USERNS_LIMIT',
    'no more user namespaces are allowed',
    ADVICE.limit,
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

/** Root of a user namespace counts as an ordinary user. */
const NOT_FOR_USERS = /No permissions to create a new namespace|unshare user ns: Operation not permitted/
const REFUSAL = /No permissions|Operation not permitted|Permission denied/
/** The profiles that container engines give their containers. */
const CONTAINER_PROFILE = /^(?:docker-default|containers-default|cri-containerd|crio-default|lxc-)/

/** The cause of a failure; an unknown one keeps the launcher's own words. */
export function causeOf(output: string, restrictions: Restrictions): Cause {
  const known =
    restrictedBy(output, restrictions) ?? CAUSES.find(({ pattern }) => pattern.test(output))?.cause
  if (known !== undefined) return known
  const words = output.trim().split('\n').at(-1) ?? ''
  return {
    code: 'LAUNCHER_FAILED',
    message: words === '' ? 'the launcher ended without a reason' : `the launcher says: ${words}`,
    hint: '`sandbox doctor` shows what this host can do.',
  }
}

function restrictedBy(output: string, restrictions: Restrictions): Cause | undefined {
  // The launcher cannot know which rule refused it, so what the host says of itself comes before the launcher's words.
  const { forbiddenToUsers, appArmorProfile } = restrictions
  if (forbiddenToUsers && NOT_FOR_USERS.test(output)) {
    return {
      code: 'USERNS_REFUSED',
      message: 'the kernel forbids user namespaces to ordinary users, and to root inside the sandbox',
      hint: ADVICE.users,
    }
  }
  if (appArmorProfile === undefined || !REFUSAL.test(output)) return undefined
  return {
    code: 'APPARMOR_PROFILE',
    message: `the AppArmor profile ${appArmorProfile} confines this program`,
    hint: CONTAINER_PROFILE.test(appArmorProfile) ? ADVICE.container : ADVICE.profile,
  }
}

function cause(pattern: RegExp, code: string, message: string, hint: string) {
  return { pattern, cause: { code, message, hint } }
}
