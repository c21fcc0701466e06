/** Says what a version of Landlock leaves to others, for a purpose and a policy. */

import type { ResolvedPolicy } from '@sandbox/policy'
import type { Gap, RulesetOptions } from './ruleset.js'

/** A gap, and when it is one. `before`: the first version that closes it. */
interface GapRow extends Gap {
  readonly before: number
  readonly when?: (policy: ResolvedPolicy, purpose: RulesetOptions['purpose']) => boolean
}

const alone: GapRow['when'] = (_policy, purpose) => purpose === 'alone'
const NEVER = Number.POSITIVE_INFINITY

const ROWS: readonly GapRow[] = [
  {
    mechanism: 'landlock-files',
    before: 2,
    missing: 'ABI 1 would refuse every rename between directories, so nothing is layered',
    when: (_policy, purpose) => purpose === 'layer',
  },
  {
    mechanism: 'landlock-files',
    before: 3,
    missing: 'below ABI 3 readable files outside the writable places can be cut to nothing (truncate)',
    when: alone,
  },
  {
    mechanism: 'landlock-files',
    before: 3,
    missing: 'below ABI 3 truncation is left to the read-only mounts',
    when: (_policy, purpose) => purpose === 'layer',
  },
  {
    mechanism: 'landlock-files',
    before: 5,
    missing: 'below ABI 5 ioctl calls on devices that can be opened are not restricted',
  },
  {
    mechanism: 'landlock-files',
    before: 9,
    missing: 'below ABI 9 every socket in the file system can be connected to, denied ones too',
    when: (policy, purpose) => purpose === 'alone' && policy.egress.mode !== 'none',
  },
  {
    mechanism: 'landlock-files',
    before: NEVER,
    missing:
      'mode, owner, times and extended attributes can be changed wherever the user may; names and metadata of denied files can be asked for',
    when: alone,
  },
  {
    mechanism: 'landlock-files',
    before: NEVER,
    missing:
      'existing FIFOs and devices in the closed places of a writable directory can be opened for writing',
    when: (policy, purpose) => purpose === 'layer' && policy.writableRoots.some(hasClosedPlaces),
  },
  {
    mechanism: 'landlock-files',
    before: NEVER,
    missing: 'what is made after the start is open even if a deny glob matches it',
    when: (policy, purpose) => purpose === 'alone' && policy.globs.length > 0,
  },
  {
    mechanism: 'landlock-tcp',
    before: 4,
    missing: 'below ABI 4 TCP is left to the system call filter',
    when: (policy) => policy.egress.mode !== 'full',
  },
  {
    mechanism: 'landlock-tcp',
    before: NEVER,
    missing:
      'the port of the proxy can be reached on any host; listening on a port that the kernel picks, and UDP, are left to the system call filter',
    when: (policy, purpose) => purpose === 'alone' && policy.egress.mode === 'proxy',
  },
  {
    mechanism: 'landlock-scopes',
    before: 6,
    missing: 'below ABI 6 processes of the same user can be signalled',
    when: alone,
  },
  {
    mechanism: 'landlock-scopes',
    before: NEVER,
    missing:
      'other processes can be seen; System V IPC, message queues and keyrings are left to the system call filter',
    when: alone,
  },
  {
    mechanism: 'landlock-scopes',
    before: 6,
    missing: 'below ABI 6 abstract sockets can be connected to',
    when: (policy) => policy.egress.mode !== 'none',
  },
]

function hasClosedPlaces(root: ResolvedPolicy['writableRoots'][number]): boolean {
  return root.protectedPaths.length > 0 || root.readOnlySubpaths.length > 0
}

/** What is missing, in the order of the mechanisms. */
export function gapsOf(
  policy: ResolvedPolicy,
  abi: number,
  purpose: RulesetOptions['purpose'],
): readonly Gap[] {
  return ROWS.filter((row) => abi < row.before && (row.when?.(policy, purpose) ?? true)).map(
    ({ mechanism, missing }) => ({ mechanism, missing }),
  )
}
