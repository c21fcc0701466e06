/** Says what works on this host, but not as well as it could. Pure. */

import type { PolicyWarning } from '@sandbox/policy'
import type { Launcher } from './facts.js'
import type { Selected } from './launcher/select.js'

/** One for each respect in which the best way did not work. */
export function warningsOf({ launcher, trial }: Selected): readonly PolicyWarning[] {
  return [
    ...(trial.proc === 'bound' ? [PROC_BOUND] : []),
    ...(trial.masks === 'launcher' ? [masksByLauncher(launcher, trial.failures)] : []),
  ]
}

const PROC_BOUND: PolicyWarning = {
  code: 'PROC_BOUND',
  message: 'this host does not allow a new /proc: the command sees the host processes, read-only',
  hint: 'In a container, unmask /proc (Docker: --security-opt systempaths=unconfined).',
}

/** The inner stage asks for a read-only mount; only a kernel without that call answers so. */
const NO_MOUNT_CALLS = /sandbox-inner: .*Function not implemented/

function masksByLauncher({ version }: Launcher, failures: string): PolicyWarning {
  return {
    code: 'MASKS_BY_LAUNCHER',
    message: `bubblewrap ${version.join('.')} covers denied paths itself: slower, and fewer than 3,000 of them`,
    hint: NO_MOUNT_CALLS.test(failures)
      ? 'This kernel has no mount_setattr: use Linux 5.12 or newer.'
      : 'Allow nested user namespaces (user.max_user_namespaces) to the launcher.',
  }
}
