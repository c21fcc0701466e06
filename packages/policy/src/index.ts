/** The policy language of Sandbox. */

export { ACCESS_BY_STRICTNESS, ACCESS_WIDTH, type Access, narrowerAccess } from './access.js'
export { type NetworkResult, type NormalAddress, parseIpv4, parseIpv6, parseNetwork } from './addresses.js'
export type * from './backend.js'
export { STAND_IN_PORT } from './backend.js'
export {
  commandNotExecuted,
  cwdNotReadable,
  nothingToEnforce,
  notOurPlan,
  textHasNul,
  wrongPlatform,
} from './backend-errors.js'
export { BUILTIN_PROFILES } from './builtin.js'
export { DEFAULT_PROTECTED_NAMES, FULL_ACCESS, READ_ONLY, WORKSPACE } from './builtin-names.js'
export { commandInside } from './command-inside.js'
export { exitCodeOf, openProcess, signalProcess } from './command-process.js'
export {
  compileDecider,
  type DecideOptions,
  type Decider,
  type DeciderOptions,
  decide,
  LINUX_PLATFORM_DEFAULTS,
  MACOS_PLATFORM_DEFAULTS,
} from './decide.js'
export { diff, type PolicyDifference } from './diff.js'
export { type DiscoveredFiles, discoverFiles } from './discover.js'
export type * from './document.js'
export { type HostPattern, type HostPatternResult, normalHost, parseHostPattern } from './domains.js'
export { parseDuration } from './durations.js'
export {
  type BuiltEnvironment,
  buildEnvironment,
  CORE_NAMES,
  CORE_NAMES_WINDOWS,
  type DroppedVariable,
  nameMatches,
  SECRET_PATTERNS,
} from './environment.js'
export { SandboxError, type SandboxErrorInit } from './errors.js'
export { type CompetingRule, type Explanation, explain } from './explain.js'
export { type FileKind, type FileView, hostFiles } from './files.js'
export {
  type CodeRange,
  compileGlob,
  compileGlobs,
  type GlobMatcher,
  type GlobSet,
  type GlobToken,
  globBase,
  globProblem,
  hasGlob,
  type ParsedGlob,
  type PathText,
  parseGlob,
} from './glob.js'
export { configDirectories, type PolicyHost, userConfigDirectory } from './host.js'
export { intersect } from './intersect.js'
export { policyJsonSchema } from './json-schema.js'
export { type LoadedPolicy, type LoadRequest, loadPolicy } from './load.js'
export type { ManagedLimits } from './managed.js'
export { merge } from './merge.js'
export { type NarrowerResult, narrowerOrEqual, type Widening } from './narrower.js'
export { compileDomain } from './network.js'
export { socketDenied } from './network-errors.js'
export type { PathOption, RunOptions } from './options.js'
export {
  INLINE_PROFILE_NAME,
  type PolicyFile,
  type PolicyFormat,
  parseInlineProfile,
  parsePolicyText,
} from './parse.js'
export { describeSource } from './path-errors.js'
export { foldCase, isAtOrBelow, isBelow, normalPath, type Platform } from './paths.js'
export { refusePlantedSockets } from './planted-sockets.js'
export type { PortRange } from './ports.js'
export type * from './profile.js'
export { selectProfile } from './profiles.js'
export type { PolicyText } from './read-file.js'
export { MAX_POLICY_BYTES, readPolicyText } from './read-file.js'
export { type ResolveContext, resolve } from './resolve.js'
export type * from './resolved.js'
export { parseSize } from './sizes.js'
export { timeoutDenial } from './timeout-denial.js'
export { isTrusted, type TrustOwner, trustFile, trustStoreFile, untrustFile } from './trust.js'
