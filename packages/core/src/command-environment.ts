/** What a command sees of the environment: the policy's rules, then the variables that lead to the egress proxy. */

import { egressEnvironment } from '@sandbox/network-proxy/environment'
import type { PreparedBackend } from '@sandbox/policy'
import type { OpenedPolicy } from './open-policy.js'

/**
 * With network mode `full` the user's own proxy stays. In the other modes it cannot be reached, and its address, often
 * with a password, is nobody's business inside.
 */
export function commandEnvironment(
  { policy, environment: { environment } }: OpenedPolicy,
  { egressEndpoint, connectHelper }: Pick<PreparedBackend, 'egressEndpoint' | 'connectHelper'>,
): Readonly<Record<string, string>> {
  const { mode, socks5, allowLocalBinding } = policy.egress
  if (policy.unrestricted || mode === 'full') return environment
  const authority = `${egressEndpoint?.host}:${egressEndpoint?.port}`
  const endpoint = egressEndpoint && {
    ...egressEndpoint,
    http: `http://${authority}`,
    socks: socks5 ? `socks5h://${authority}` : undefined,
  }
  return egressEnvironment(environment, {
    endpoint,
    platform: policy.platform,
    allowLocalBinding,
    connectHelper,
  })
}
