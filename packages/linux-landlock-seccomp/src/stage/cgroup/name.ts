/** The names of the cgroups of runs, which tell whose they are: a cgroup holds no file of ours that could say it. */

import type { ProcessIdentity } from '../process-identity.js'

const PATTERN = /^sandbox-(\d+)-(\d+)-(\d+)-\d+$/

/** @param count tells the runs of one process apart */
export function cgroupName({ pid, start, pidNamespace }: ProcessIdentity, count: bigint): string {
  return `sandbox-${pid}-${start}-${namespaceNumber(pidNamespace)}-${count}`
}

/** Whose it is; undefined for a name that is not ours. A cgroup does not outlive the boot it was made in. */
export function cgroupOwner(name: string, { boot }: ProcessIdentity): ProcessIdentity | undefined {
  const [, pid, start, namespace] = PATTERN.exec(name) ?? []
  if (pid === undefined || start === undefined || namespace === undefined) return undefined
  return { pid: Number(pid), start, pidNamespace: `pid:[${namespace}]`, boot }
}

function namespaceNumber(link: string): string {
  return /\d+/.exec(link)?.[0] ?? '0'
}
