/** Judges names of profiles where they are declared or selected. */

import { FULL_ACCESS, READ_ONLY, WORKSPACE } from './builtin-names.js'
import { formatKeyPath } from './keypath.js'
import type { RuleSource } from './profile.js'
import { emptyName, reservedName, retiredName, unknownProfile } from './profile-errors.js'
import { renamedProfile } from './retired.js'

/** The names of the built-in profiles. */
export const BUILTIN_NAMES: readonly string[] = [READ_ONLY, WORKSPACE, FULL_ACCESS]

/** @throws SandboxError when a file declares a profile of this name and may not */
export function checkProfileName(name: string, file: string): void {
  const source: RuleSource = { file, keyPath: formatKeyPath(['permissions', name]), profile: name }
  if (name === '') throw emptyName(source)
  checkNotRetired(name, source)
  if (name.startsWith(':')) throw reservedName(source, name)
}

/** @throws SandboxError when `default_permissions` names a built-in that does not exist */
export function checkDefaultName(name: string, file: string): void {
  const source: RuleSource = { file, keyPath: 'default_permissions' }
  checkNotRetired(name, source)
  if (name.startsWith(':') && !BUILTIN_NAMES.includes(name)) {
    throw unknownProfile(name, BUILTIN_NAMES, [file], source)
  }
}

/** @throws SandboxError `POLICY_RETIRED_NAME` */
export function checkNotRetired(name: string, source: RuleSource): void {
  const replacement = renamedProfile(name)
  if (replacement !== undefined) throw retiredName(source, name, JSON.stringify(replacement))
}
