/** Run commands under a Sandbox policy on Windows. `planToken` and the codecs work on any host. */

export { applyGrant, type ClosedPath, type Grant, type GrantReport, undoGrant } from './acl/grant.js'
export {
  EMPTY_JOURNAL,
  type GrantRecord,
  type Holder,
  type Journal,
  type JournalStore,
  type PlaceholderRecord,
} from './acl/journal.js'
export { type CleanReport, release, undoUnused } from './acl/release.js'
export type { PathKind, Refusal, Volume, VolumeObject } from './acl/volume.js'
export type { CapabilityKey } from './capability/store.js'
export {
  ACE_FLAGS,
  type Ace,
  type Acl,
  decodeAcl,
  encodeAcl,
  type ForeignAce,
  type PlainAce,
} from './codec/acl.js'
export { CONTROL, type Descriptor, decodeDescriptor, encodeDescriptor } from './codec/descriptor.js'
export { decodeSid, encodeSid } from './codec/sid.js'
export type { DriveFact, HostFacts, PathFact } from './facts.js'
export { ASSUMED_RIGHTS, type Gap, hasWriteFence, kernelGaps, READINGS, type Reading } from './guarantees.js'
export type { Environment } from './launch/environment-block.js'
export { commandLine, quoteArgument } from './launch/quote.js'
export { type ProgramRequest, resolveProgram } from './launch/resolve-program.js'
export type { TokenSpec } from './launch/spec.js'
export { withoutPlaceholders } from './model/grants.js'
export { planToken, type TokenLaunchPlan, type TokenOptions, type TokenPlan } from './plan.js'
export {
  type CleanOptions,
  cleanHost,
  PreparedToken,
  prepareToken,
  type TokenPrepareOptions,
  windowsToken,
} from './prepare.js'
export { assumedFacts, lookAtDisk } from './probe.js'
export { renderGrants } from './render.js'
export {
  ALL_RIGHTS,
  BELOW_GRANT,
  CARVE_OUT_DENY,
  CHANGING_BITS,
  GENERIC,
  RIGHT,
  ROOT_GRANT,
  WRITE_BITS,
} from './rights.js'
export { plan, type RunOptions, type RunResult, run } from './run.js'
