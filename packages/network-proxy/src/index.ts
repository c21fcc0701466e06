/** The allow-listing egress proxy of Sandbox. */

export type { Authority } from './authority.js'
export {
  EGRESS_VARIABLES,
  type EgressEnvironmentRequest,
  type EndpointAddresses,
  egressEnvironment,
} from './environment.js'
export type { EgressEvent, EgressStats, NetworkDenial } from './events.js'
export { DEFAULT_LIMITS, type EgressLimits } from './limits.js'
export type { ListenerSource } from './listeners.js'
export type { Resolver } from './lookup.js'
export {
  createEgressProxy,
  type EgressEndpoint,
  type EgressProxy,
  type EgressProxyOptions,
} from './proxy.js'
export type { EgressAnswer, EgressDecider, EgressQuestion } from './questions.js'
export type { EgressProtocol, RefusalReason } from './refusal.js'
export { compileRules, type RuleAnswer, type RuleSet } from './rules.js'
export { addressKind } from './special-addresses.js'
export type { UnreachableType } from './unreachable.js'
export type { Variables } from './upstream-url.js'
