/** Decides what of a policy neither backend enforces yet, and refuses it by name. Pure. */

import { type ResolvedPolicy, SandboxError } from '@sandbox/policy'

/**
 * Nothing runs under a policy that asks for more than is enforced.
 *
 * @throws SandboxError `EGRESS_NOT_ENFORCED`, `UNIX_SOCKETS_NOT_ENFORCED`
 */
export function refuseUnenforced(policy: ResolvedPolicy, servesEgress = false): void {
  const { egress } = policy
  if (egress.mode === 'proxy' && !servesEgress) throw egressNotEnforced('network mode proxy')
  const [domain] = egress.domains
  if (egress.mode !== 'proxy' && domain !== undefined)
    throw egressNotEnforced(`the rule for ${domain.host} (${domain.source.keyPath})`)
  const [socket] = Object.keys(egress.unixSockets)
  // With the host's network every socket that may be written is within reach, and the others are closed by a mount.
  if (socket !== undefined && egress.mode !== 'full') throw unixSocketNotEnforced(socket)
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
    message: `this version cannot enforce the rule for the socket ${path}`,
    hint: 'Leave `unix_sockets` out; a filesystem rule with `deny` closes the socket.',
  })
}
