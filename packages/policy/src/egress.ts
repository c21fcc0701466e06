/** Turns merged network settings into an egress policy, refusing what its mode would ignore. */

import type { NetworkLayer } from './network.js'
import { networkIgnored } from './network-errors.js'
import type { EgressMode, EgressPolicy, RuleSource } from './profile.js'

/**
 * Left out, the mode is `proxy` when there are domain rules, else `none`.
 *
 * @throws SandboxError `POLICY_NETWORK_IGNORED`
 */
export function finishEgress(network: NetworkLayer): EgressPolicy {
  const mode: EgressMode = network.mode?.value ?? (network.domains.size > 0 ? 'proxy' : 'none')
  const ignored = firstIgnored(network, mode)
  if (ignored !== undefined) throw networkIgnored(ignored, mode, network.mode?.source)
  return {
    mode,
    domains: [...network.domains.values()],
    unixSockets: Object.fromEntries([...network.unixSockets].map(([path, { value }]) => [path, value])),
    limited: network.limited?.value ?? false,
    allowLocalBinding: network.allowLocalBinding ?? false,
    ...(network.upstreamProxy === undefined ? {} : { upstreamProxy: network.upstreamProxy.value }),
    socks5: network.socks5 ?? true,
  }
}

/** The first setting that nothing would act upon in this mode. */
function firstIgnored(network: NetworkLayer, mode: EgressMode): RuleSource | undefined {
  if (mode === 'proxy') return undefined
  for (const rule of network.domains.values()) return rule.source
  if (network.limited?.value === true) return network.limited.source
  return network.upstreamProxy?.source
}
