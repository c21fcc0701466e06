/** Refuses by name what this host, as it was found, cannot enforce. Pure. */

import { servedSockets } from '@sandbox/linux-landlock-seccomp/stage'
import { type ResolvedPolicy, SandboxError } from '@sandbox/policy'
import type { HostFacts } from './facts.js'

/** What of the host decides. */
export type DecidingFacts = Pick<HostFacts, 'masks' | 'proc' | 'kernel' | 'ptraceScope'>

/** @throws SandboxError `NESTED_NAMESPACES_NOT_ENFORCED`, `UNIX_SOCKETS_NOT_ENFORCED_HERE` */
export function refuseUnenforcedHere({ linux, egress }: ResolvedPolicy, facts: DecidingFacts): void {
  if (linux.allowNestedUserns && facts.masks !== 'inner') throw nestedNamespacesNotEnforced()
  const [socket] = servedSockets(egress)
  const obstacle = socket === undefined ? undefined : socketObstacle(facts)
  if (socket !== undefined && obstacle !== undefined) throw unixSocketsNotEnforced(socket, obstacle)
}

/** Why the inner stage cannot make connections for the command on this host. */
function socketObstacle({ proc, kernel, ptraceScope }: DecidingFacts): string | undefined {
  const [major, minor] = kernel
  // `pidfd_getfd` takes the command's socket, and not another one that gets its number meanwhile.
  if (major < 5 || (major === 5 && minor < 6)) return `Linux 5.6 is needed, and this is ${major}.${minor}`
  if (ptraceScope >= 2)
    return `kernel.yama.ptrace_scope is ${ptraceScope}, and more than 1 keeps its sockets from us`
  if (proc !== 'fresh') return 'it does not allow a new /proc, in which the command would be found'
  return undefined
}

function nestedNamespacesNotEnforced(): SandboxError {
  return new SandboxError({
    code: 'NESTED_NAMESPACES_NOT_ENFORCED',
    message: 'this host cannot keep paths closed in user namespaces that the command makes itself',
    hint: 'Leave linux.allow_nested_userns out, or allow nested user namespaces (user.max_user_namespaces).',
  })
}

function unixSocketsNotEnforced(path: string, obstacle: string): SandboxError {
  return new SandboxError({
    code: 'UNIX_SOCKETS_NOT_ENFORCED_HERE',
    message: `this host cannot allow the socket ${path} and keep the others closed: ${obstacle}`,
    hint: 'Leave it out of `unix_sockets`.',
  })
}
