/** The kernels that are booted, how each is restricted before the sandbox is tried on it, and what must come of it. */

import { CONFINED_BY, type ProfileName } from './apparmor.js'
import type { Suite } from './archive.js'
import type { KernelFacts, LandlockState, LimitingBackend, User } from './machine-report.js'

/** Commands run. */
export interface Working {
  readonly works: true
  readonly masks: 'inner' | 'launcher'
  /** The cure in the only warning; without it there must be none. */
  readonly warning?: RegExp
}

/** Nothing runs, and the doctor says why and what to do. */
export interface Refused {
  readonly works: false
  readonly cause: string
  readonly cure: RegExp
}

/** One machine to boot. */
export interface Variant {
  readonly title: string
  readonly suite: Suite
  /** Parameters of the kernel. */
  readonly parameters?: readonly string[]
  /** Kernel settings, as `sysctl -w` takes them. */
  readonly settings?: readonly string[]
  /** The AppArmor profile that everything but the machine's own director runs under. */
  readonly profile?: ProfileName
  /** The backends that keep limits by cgroups here, as `--backend` names them. */
  readonly limitedBy?: readonly LimitingBackend[]
  /** What makes this machine the one that is meant. */
  readonly facts: (facts: KernelFacts) => Partial<KernelFacts>
  /** What the doctor must say of it. */
  readonly landlock: LandlockState
  readonly verdicts: Readonly<Record<User, Working | Refused>>
}

const ENOSYS = 38
const EOPNOTSUPP = 95
const ENOSPC = 28
const EACCES = 13
const EPERM = 1

const FULL: Working = { works: true, masks: 'inner' }
const WITHOUT_MOUNT_CALLS: Working = { works: true, masks: 'launcher', warning: /Linux 5\.12 or newer/ }
const LIMITED: Refused = {
  works: false,
  cause: 'no more user namespaces are allowed',
  cure: /sysctl -w user\.max_user_namespaces=\d+$/,
}
const FORBIDDEN: Refused = {
  works: false,
  cause: 'the kernel forbids user namespaces to ordinary users, and to root inside the sandbox',
  cure: /sysctl -w kernel\.unprivileged_userns_clone=1$/,
}
const CONFINED: Refused = {
  works: false,
  cause: `the AppArmor profile ${CONFINED_BY} confines this program`,
  cure: /attach_disconnected.*`userns,`.*`capability,`/,
}

const everybody = (verdict: Working | Refused) => ({ root: verdict, ordinary: verdict })

export const VARIANTS: readonly Variant[] = [
  {
    title: 'older than Landlock',
    suite: 'bullseye',
    // Has no `cgroup.kill`.
    limitedBy: ['linux-bwrap'],
    facts: () => ({
      landlock: -ENOSYS,
      landlockHolds: ENOSYS,
      seccompFilter: 0,
      openTree: 0,
      mountSetattr: ENOSYS,
    }),
    landlock: 'not in this kernel',
    verdicts: everybody(WITHOUT_MOUNT_CALLS),
  },
  {
    title: 'Landlock ABI 2',
    suite: 'bookworm',
    facts: () => ({
      landlock: 2,
      landlockHolds: 0,
      seccompFilter: 0,
      nestedUserNamespace: 0,
      mountSetattr: 0,
    }),
    landlock: 'in use',
    verdicts: everybody(FULL),
  },
  {
    title: 'Landlock ABI 6',
    suite: 'trixie',
    limitedBy: ['linux-bwrap', 'linux-landlock-seccomp'],
    facts: () => ({
      landlock: 6,
      landlockHolds: 0,
      seccompFilter: 0,
      nestedUserNamespace: 0,
      mountSetattr: 0,
    }),
    landlock: 'in use',
    verdicts: everybody(FULL),
  },
  {
    title: 'the newest kernel',
    suite: 'trixie-backports',
    limitedBy: ['linux-bwrap'],
    // Whatever it is today, it is not older than what it was when this was written.
    facts: ({ landlock }) => ({
      landlock: Math.max(landlock, 11),
      landlockHolds: 0,
      nestedUserNamespace: 0,
      mountSetattr: 0,
    }),
    landlock: 'in use',
    verdicts: everybody(FULL),
  },
  {
    title: 'Landlock not started',
    suite: 'bookworm',
    parameters: ['lsm=lockdown,yama,apparmor'],
    facts: () => ({ landlock: -EOPNOTSUPP, landlockHolds: EOPNOTSUPP, seccompFilter: 0 }),
    landlock: 'not started',
    verdicts: everybody(FULL),
  },
  {
    title: 'no user namespaces',
    suite: 'bookworm',
    settings: ['user.max_user_namespaces=0'],
    facts: () => ({ landlock: 2, landlockHolds: 0, seccompFilter: 0, userNamespace: ENOSPC }),
    landlock: 'in use',
    verdicts: everybody(LIMITED),
  },
  {
    title: 'one user namespace',
    suite: 'bookworm',
    // Enough for the launcher, too few for what is inside.
    settings: ['user.max_user_namespaces=1'],
    facts: () => ({ landlock: 2, landlockHolds: 0, seccompFilter: 0 }),
    landlock: 'in use',
    verdicts: everybody(LIMITED),
  },
  {
    title: 'user namespaces for root alone',
    suite: 'bookworm',
    settings: ['kernel.unprivileged_userns_clone=0'],
    facts: () => ({ landlock: 2, landlockHolds: 0, seccompFilter: 0 }),
    landlock: 'in use',
    // The sandbox of root makes a second namespace as root of the first one, who is nobody to the kernel.
    verdicts: everybody(FORBIDDEN),
  },
  {
    title: 'AppArmor refuses user namespaces',
    suite: 'trixie',
    profile: 'no-namespaces',
    facts: () => ({ landlock: 6, landlockHolds: 0, seccompFilter: 0, userNamespace: EACCES }),
    landlock: 'in use',
    verdicts: everybody(CONFINED),
  },
  {
    title: 'AppArmor refuses capabilities',
    suite: 'trixie',
    profile: 'no-capabilities',
    facts: () => ({ landlock: 6, landlockHolds: 0, seccompFilter: 0, userNamespace: 0, userMap: EPERM }),
    landlock: 'in use',
    verdicts: everybody(CONFINED),
  },
]
