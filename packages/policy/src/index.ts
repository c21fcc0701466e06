/** The policy language of Sandbox. */

export type * from './access.js'
export type * from './backend.js'
export {
  compileDecider,
  type DecideOptions,
  type Decider,
  type DeciderOptions,
  decide,
  LINUX_PLATFORM_DEFAULTS,
} from './decide.js'
export { SandboxError, type SandboxErrorInit } from './errors.js'
export { type FileKind, type FileView, hostFiles } from './files.js'
export {
  type CodeRange,
  compileGlob,
  type GlobMatcher,
  type GlobToken,
  globBase,
  globProblem,
  hasGlob,
  type ParsedGlob,
  type PathText,
  parseGlob,
} from './glob.js'
export { foldCase, isAtOrBelow, isBelow, normalPath, type Platform } from './paths.js'
export type * from './profile.js'
export { type ResolveContext, resolve } from './resolve.js'
export type * from './resolved.js'
