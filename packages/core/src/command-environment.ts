/** What a command sees of the environment: the policy's rules, then the variables that lead to the egress proxy. */

import { egressEnvironment } from '@sandbox/network-proxy/environment'
import { type CommandSpec, type PreparedBackend, STAND_IN_PORT } from '@sandbox/policy'
import type { EgressAddress } from './egress.js'
import type { OpenedPolicy } from './open-policy.js'

/** What is planned only, and not run, has no proxy on this host yet. */
const STAND_IN: EgressAddress = { host: '127.0.0.1', port: STAND_IN_PORT }

/**
 * Everything of a command that depends on where its proxy listens.
 *
 * @param atHost the proxy of the run, for a backend that wants one on this host; left out, an address stands for it that
 * can be shown but not used
 */
export function commandEnvironment(
  opened: OpenedPolicy,
  {
    egressEndpoint,
    wantsEgressPort,
    connectHelper,
  }: Pick<PreparedBackend, 'egressEndpoint' | 'wantsEgressPort' | 'connectHelper'>,
  atHost: EgressAddress = STAND_IN,
): Pick<CommandSpec, 'environment' | 'egressPort'> {
  if (wantsEgressPort !== true) return { environment: environmentWith(opened, egressEndpoint, connectHelper) }
  return { environment: environmentWith(opened, atHost), egressPort: atHost.port }
}

/**
 * With network mode `full` the user's own proxy stays. In the other modes it cannot be reached, and its address, often
 * with a password, is nobody's business inside.
 */
function environmentWith(
  { policy, environment: { environment } }: OpenedPolicy,
  address: EgressAddress | undefined,
  connectHelper?: string,
): Readonly<Record<string, string>> {
  const { mode, socks5, allowLocalBinding } = policy.egress
  if (policy.unrestricted || mode === 'full') return environment
  const authority = `${address?.host}:${address?.port}`
  const endpoint = address && {
    ...address,
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
