/** Finds the cgroup in which this user may make one for a run. Pure: what it looks at is handed in. */

import { dirname } from 'node:path'

/** What the host says about cgroups. */
export interface CgroupTree {
  /** `/proc/self/cgroup`. */
  readonly membership: string
  /** `/proc/self/mountinfo`. */
  readonly mounts: string
  /** Without the last line break; undefined where there is no such file. */
  readonly read: (path: string) => string | undefined
  readonly canWrite: (path: string) => boolean
}

/** A cgroup that children can be made in, whose processes are then limited together. */
export interface DelegatedCgroup {
  readonly directory: string
  /** The fewest processes that one of the cgroups on the way to it allows: a run that leaves them is still held to it. */
  readonly processes: number | undefined
  /** Where cgroups are mounted. THREAT: whoever can write there can leave its cgroup. */
  readonly mountPoints: readonly string[]
}

/** What counts memory and processes. */
const CONTROLLERS = ['memory', 'pids']

/**
 * The nearest one at or above our own: from there our child can be moved down without a right to anybody else's cgroup.
 * Undefined where there is none.
 */
export function findDelegated(tree: CgroupTree): DelegatedCgroup | undefined {
  const own = /^0::(\/.*)$/m.exec(tree.membership)?.[1]
  // A cgroup outside our namespace, or one that was removed.
  if (own === undefined || /\/\.\.(\/|$)| \(deleted\)$/.test(own)) return undefined
  const mounts = cgroupMounts(tree.mounts)
  const mountPoints = mounts.map(({ point }) => point)
  for (const { root, point } of mounts) {
    const below = relativeTo(root, own)
    const found = below === undefined ? undefined : climb(tree, `${point}${below}`, point)
    if (found !== undefined) return { ...found, mountPoints }
  }
  return undefined
}

function climb(tree: CgroupTree, own: string, top: string): Omit<DelegatedCgroup, 'mountPoints'> | undefined {
  let processes: number | undefined
  for (let directory = own; ; directory = dirname(directory)) {
    if (isDelegated(tree, directory)) return { directory, processes }
    if (directory === top || isHeld(tree, directory)) return undefined
    const allowed = Number(tree.read(`${directory}/pids.max`) ?? 'max')
    if (!Number.isNaN(allowed)) processes = Math.min(allowed, processes ?? allowed)
  }
}

/** Controllers are never switched on here: that would be a change to what is not ours. */
function isDelegated({ read, canWrite }: CgroupTree, directory: string): boolean {
  const type = read(`${directory}/cgroup.type`) ?? 'domain'
  const enabled = read(`${directory}/cgroup.subtree_control`)?.split(' ') ?? []
  const written = ['', '/cgroup.procs', '/cgroup.subtree_control']
  return (
    type === 'domain' &&
    CONTROLLERS.every((controller) => enabled.includes(controller)) &&
    written.every((file) => canWrite(`${directory}${file}`))
  )
}

/** The settings by which somebody holds a cgroup, each as it is while nobody does. */
const FREE: Readonly<Record<string, RegExp>> = {
  'memory.max': /^max$/,
  'memory.high': /^max$/,
  'memory.swap.max': /^max$/,
  'cpu.max': /^max /,
  'io.max': /^$/,
  'cpuset.cpus': /^$/,
}

/** THREAT: a command that is put beside the cgroup it was started in would be free of what that one is held to. */
function isHeld({ read }: CgroupTree, directory: string): boolean {
  return Object.entries(FREE).some(([file, free]) => {
    const setting = read(`${directory}/${file}`)
    return setting !== undefined && !free.test(setting)
  })
}

interface CgroupMount {
  /** Which cgroup is seen at the mount point. */
  readonly root: string
  readonly point: string
}

function cgroupMounts(mounts: string): readonly CgroupMount[] {
  return mounts.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root, point] = before.split(' ')
    if (!after.startsWith('cgroup2 ') || root === undefined || point === undefined) return []
    return [{ root: unescaped(root), point: unescaped(point) }]
  })
}

/** The kernel writes spaces and the like as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

/** The way down with its leading slash, empty for the same; undefined when `path` is not below `root`. */
function relativeTo(root: string, path: string): string | undefined {
  const base = root === '/' ? '' : root
  if (path === root) return ''
  return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined
}
