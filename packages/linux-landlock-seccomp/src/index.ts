/** Seccomp filters and Landlock rulesets for Sandbox policies on Linux, and the backend that needs nothing else. */

export type { Arch } from './architecture.js'
export { buildAloneFilter } from './build-alone-filter.js'
export { buildFilter } from './build-filter.js'
export { disassemble } from './disassemble.js'
export { buildRuleset } from './landlock/build-ruleset.js'
export { renderRuleset } from './landlock/render.js'
export { FILE_RIGHTS, NEWEST_ABI, PORT_RIGHTS, SCOPES } from './landlock/rights.js'
export {
  type AloneOptions,
  type BeneathRule,
  enforcementParts,
  type Gap,
  type LandlockFeatures,
  type LandlockMechanism,
  type LayerOptions,
  type PortRule,
  type Ruleset,
  type RulesetOptions,
  type Weakness,
} from './landlock/ruleset.js'
export { rulesetWords } from './landlock/words.js'
export type { FilterOptions } from './options.js'
export type { Confinement } from './plan.js'
export { type LandlockPlan, linuxLandlock, PreparedLandlock, prepareLandlock } from './prepare.js'
export type { LandlockFacts } from './probe.js'
export { plan, type RunOptions, type RunResult, run } from './run.js'
export { type SimulatedAnswer, type SimulatedCall, simulate } from './simulate.js'
export type { DelegatedCgroup } from './stage/cgroup/find.js'
export { delegatedCgroup } from './stage/cgroup/host.js'
export { verify } from './verify.js'
