/** A simulator of the macOS sandbox: the language of profiles, and what the kernel asks them. */

export { type CompiledProfile, type CompiledRule, compileProfile } from './compile.js'
export { ProfileError } from './errors.js'
export { decideStrictly, evaluate, mayBeAllowed, UncertainError, type Verdict } from './evaluate.js'
export { FileTree, type TreeText } from './file-tree.js'
export { READINGS, type Reading } from './filters.js'
export { type Allows, Machine, type Outcome } from './machine.js'
export { OPERATIONS } from './operations.js'
export { compilePattern } from './pattern.js'
export { bytesOf, type Form, MAX_STRING_BYTES, readForms } from './read.js'
export type { Request } from './request.js'
export {
  type Asked,
  lookupsOf,
  ONE_PATH_CALLS,
  requestsOf,
  type SystemCall,
  TWO_PATH_CALLS,
} from './system-calls.js'
