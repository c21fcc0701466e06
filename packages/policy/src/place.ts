/** Says where something was written, at the start of a message. */

import type { RuleSource } from './profile.js'

/** `sandbox.toml: permissions.dev.network`, or the key path or option alone when there is no file. */
export function describePlace(source: RuleSource): string {
  return source.file === undefined ? source.keyPath : `${source.file}: ${source.keyPath}`
}
