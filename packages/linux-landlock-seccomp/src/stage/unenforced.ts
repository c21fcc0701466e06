/** Decides what of a policy neither backend enforces yet, and refuses it by name. Pure. */

import { type ResolvedPolicy, SandboxError } from '@sandbox/policy'

/** What the backend that asks has the means for. */
export interface Means {
  /** Somebody serves the egress proxy of a run. Default: false. */
  readonly servesEgress?: boolean
  /** The inner stage makes the command's connections: see {@link servedSockets}. Default: false. */
  readonly servesSockets?: boolean
}

/**
 * Nothing runs under a policy that asks for more than is enforced.
 *
 * @throws SandboxError `EGRESS_NOT_ENFORCED`, `UNIX_SOCKETS_NOT_ENFORCED`
 */
export function refuseUnenforced(policy: ResolvedPolicy, means: Means = {}): void {
  const { egress } = policy
  if (egress.mode === 'proxy' && means.servesEgress !== true) throw egressNotEnforced('network mode proxy')
  const [domain] = egress.domains
  if (egress.mode !== 'proxy' && domain !== undefined)
    throw egressNotEnforced(`the rule for ${domain.host} (${domain.source.keyPath})`)
  const [socket] = servedSockets(egress)
  if (socket !== undefined && means.servesSockets !== true) throw unixSocketNotEnforced(socket)
}

/**
 * Sockets of the file system that the command may connect to although its network is not the host's. With egress `full`
 * there are none: every socket that may be written is within reach there, and the others are closed by a mount.
 */
export function servedSockets({ mode, unixSockets }: ResolvedPolicy['egress']): readonly string[] {
  if (mode === 'full') return []
  return Object.keys(unixSockets).filter((path) => unixSockets[path] === 'allow')
}

function egressNotEnforced(what: string): SandboxError {
  return new SandboxError({
    code: 'EGRESS_NOT_ENFORCED',
    message: `this version cannot enforce ${what}`,
    hint: 'Use network mode `none` or `full`, and leave the domain rules out.',
  })
}

function unixSocketNotEnforced(path: string): SandboxError {
  return new SandboxError({
    code: 'UNIX_SOCKETS_NOT_ENFORCED',
    message: `Landlock alone cannot allow the socket ${path} and keep the others closed`,
    hint: 'Leave it out of `unix_sockets`, or use the backend linux-bwrap.',
  })
}
