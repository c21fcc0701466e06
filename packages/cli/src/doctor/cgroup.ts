/** Whether limits can hold for all processes of a command together, and how to get there. */

/** For `doctor`. */
export interface CgroupReport {
  /** Where each run with such a limit gets a cgroup of its own; null when none is delegated to this user. */
  readonly directory: string | null
}

/** Reads only. */
export async function readCgroup(): Promise<CgroupReport> {
  const { delegatedCgroup } = await import('@sandbox/linux-landlock-seccomp')
  return { directory: delegatedCgroup()?.directory ?? null }
}

/** As rows of two columns. */
export function cgroupRows({ directory }: CgroupReport, uid: number): readonly (readonly [string, string])[] {
  if (directory !== null)
    return [['cgroup', `${directory}, for limits.memory and limits.processes of all processes together`]]
  const manager = uid === 0 ? '' : ' --user'
  return [
    ['cgroup', 'none is delegated: limits.memory holds for each process alone'],
    ['', `Where systemd runs: systemd-run${manager} --scope -p Delegate=yes sandbox …`],
  ]
}
