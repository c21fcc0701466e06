/**
 * What starts and supervises commands through `sandbox-inner`, for the two Linux backends.
 *
 * Internal: a contract between `@sandbox/linux-landlock-seccomp` and `@sandbox/linux-bwrap`, which are always of the same
 * version. It may change with any of them; nobody else should import it.
 *
 * It leaves the backend of this package out, so that a bundle with the other one need not hold both.
 */

export type { Arch } from '../architecture.js'
export { buildFilter } from '../build-filter.js'
export { buildRuleset } from '../landlock/build-ruleset.js'
export { enforcementParts, type Ruleset } from '../landlock/ruleset.js'
export { rulesetWords } from '../landlock/words.js'
export { type Arrangement, arrange, descriptorPath, INNER_STAGE } from './arrangement.js'
export type { DelegatedCgroup } from './cgroup/find.js'
export { cgroupFor } from './cgroup/host.js'
export { type CgroupPlan, planCgroup } from './cgroup/plan.js'
export { closedSockets } from './daemon-sockets.js'
export { createFile, replaceFile, sweepDrafts } from './drafts.js'
export { runtimeDirectoryUnusable } from './errors.js'
export { globMatches } from './globs.js'
export { openInherited } from './inherited.js'
export { type InnerProgram, openInnerProgram } from './inner-program.js'
export { landlockAbi } from './landlock-abi.js'
export { limitParts } from './limits.js'
export { openRun, type RunHold } from './open-run.js'
export { hostPaths, type Located, locate, type PathKind, type PathView } from './path-view.js'
export { fileIdentity, hostIdentity, ProbeCache } from './probe-cache.js'
export { mayBeAlive, ownIdentity, type ProcessIdentity } from './process-identity.js'
export { recordReader } from './read-status.js'
export { requireProc } from './require-proc.js'
export {
  closedRuntimeDirectories,
  privateDirectory,
  runtimeDirectory,
  sharedDirectory,
} from './runtime-directory.js'
export { encodeSpec } from './spec.js'
export { refuseUnenforced, servedSockets } from './unenforced.js'
export { type VendorFile, vendorOf } from './vendor.js'
export { openVerified } from './verify.js'
