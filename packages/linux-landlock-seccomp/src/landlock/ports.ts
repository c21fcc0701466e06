/** Which TCP ports stay open. */

import type { ResolvedPolicy } from '@sandbox/policy'
import { maskOf, PORT_RIGHTS } from './rights.js'
import type { PortRule, RulesetOptions } from './ruleset.js'

/** The closed rights and the ports that are left open. */
export interface Ports {
  readonly handled: number
  readonly rules: readonly PortRule[]
}

/**
 * Egress `full` closes nothing, `none` everything. With `proxy` the proxy's ports can be connected to; a policy that
 * allows local binding is left alone under a launcher, where the only hosts to be reached are the sandbox itself.
 */
export function portsOf(policy: ResolvedPolicy, abi: number, options: RulesetOptions): Ports {
  const { mode, allowLocalBinding } = policy.egress
  const isLocal = mode === 'proxy' && allowLocalBinding && options.purpose === 'layer'
  if (mode === 'full' || isLocal) return { handled: 0, rules: [] }
  const access = maskOf(PORT_RIGHTS, abi, ({ name }) => name === 'connect_tcp')
  const ports = mode === 'proxy' && access !== 0 ? [...new Set(options.proxyPorts ?? [])] : []
  return {
    handled: maskOf(PORT_RIGHTS, abi),
    rules: ports.sort((a, b) => a - b).map((port) => ({ port, access })),
  }
}
