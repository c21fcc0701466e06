/** Run commands under a Sandbox policy on macOS. `renderProfile` works on any host. */

export { openDenialLog } from './denials/log.js'
export { type DenialRecord, denialOf, parseDenialMessage, parseLogLine } from './denials/record.js'
export { ASSUMED_FACTS, type HostFacts, type PathFact, type PathKind, type PathView } from './facts.js'
export { presentRules } from './model/places.js'
export { type PlanInput, planSeatbelt, type SeatbeltPlan } from './plan.js'
export { macosSeatbelt, PreparedSeatbelt, prepareSeatbelt, type SeatbeltOptions } from './prepare.js'
export { usualPrivateDirectory } from './private-directory.js'
export { hostFacts, probe, SANDBOX_EXEC } from './probe.js'
export { globRegex } from './regex/glob.js'
export { renderProfile, type SeatbeltProfile } from './render.js'
export { plan, type RunOptions, type RunResult, run } from './run.js'
export { quote, quoteBytes } from './strings.js'
