/** The sockets of the file system that the inner stage connects the command to. Pure. */

import { type Located, locate, type PathView, servedSockets } from '@sandbox/linux-landlock-seccomp/stage'
import { compileDecider, type Decider, type ResolvedPolicy, socketDenied } from '@sandbox/policy'

/** One socket, by its canonical path. */
export interface PlannedSocket {
  readonly path: string
  /** The command could put another in its place: only the one that is there at the start counts. */
  readonly pinned: boolean
  /** It exists, and no rule shows it to the command. */
  readonly needsShowing: boolean
}

/** @throws SandboxError `SOCKET_DENIED` */
export function planSockets(policy: ResolvedPolicy, view: PathView): readonly PlannedSocket[] {
  const listed = servedSockets(policy.egress)
  if (listed.length === 0) return []
  const decider = compileDecider(policy)
  return listed.map((path) => {
    const located = locate(view, path)
    const { canonical, firstMissing, blocked, endless } = located
    const { access, rule } = decider.decide(canonical)
    if (access === 'deny' && rule !== undefined) throw socketDenied(path, rule.source.keyPath)
    const exists = firstMissing === undefined && blocked !== true && endless !== true
    return {
      path: canonical,
      pinned: isReplaceable(decider, located),
      needsShowing: exists && access === 'deny',
    }
  })
}

/** THREAT: who can rename a component of a path decides what the path leads to. */
function isReplaceable(decider: Decider, { canonical, links }: Located): boolean {
  return [canonical, ...links].some((path) =>
    directoriesAbove(path).some((directory) => decider.decide(directory).access === 'write'),
  )
}

function directoriesAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1)
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)]
}

/** Records of the inner stage's spec. */
export function socketWords(sockets: readonly PlannedSocket[]): readonly string[] {
  return sockets.flatMap(({ path, pinned }) => [pinned ? 'socket-pinned' : 'socket', path])
}
