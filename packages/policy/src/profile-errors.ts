/** Errors about names of profiles, their parents, and what stands in their filesystem tables. */

import { SandboxError } from './errors.js'
import { nearestWord } from './nearest.js'
import { describePlace } from './place.js'
import type { RuleSource } from './profile.js'

/** A name or key of an older version. */
export function retiredName(source: RuleSource, name: string, replacement: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_RETIRED_NAME',
    message: `${describePlace(source)}: ${name} does not exist any more.`,
    hint: `Write ${replacement}.`,
  })
}

/** A person's own profile has a name that only built-ins may have. */
export function reservedName(source: RuleSource, name: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_RESERVED_NAME',
    message: `${describePlace(source)}: names that start with ":" are reserved for built-in profiles.`,
    hint: `Name it ${JSON.stringify(name.replace(/^:+/, '') || 'dev')} and, if you want the built-in as its base, add extends = ":workspace".`,
  })
}

/** A profile with an empty name. */
export function emptyName(source: RuleSource): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_VALUE',
    message: `${describePlace(source)}: the name of a profile is empty.`,
    hint: 'Give the profile a name, such as [permissions.dev].',
  })
}

/** The selected profile exists nowhere. */
export function unknownProfile(
  name: string,
  known: readonly string[],
  files: readonly string[],
  source: RuleSource | undefined,
): SandboxError {
  const places = files.length === 0 ? 'there is no configuration file' : `looked in ${files.join(', ')}`
  const nearest = nearestWord(name, known)
  return new SandboxError({
    code: 'POLICY_UNKNOWN_PROFILE',
    message: `${source === undefined ? '' : `${describePlace(source)}: `}there is no profile ${JSON.stringify(name)} (${places}).`,
    hint: nearest === undefined ? `Profiles that exist: ${known.join(', ')}.` : `Did you mean ${nearest}?`,
  })
}

/** A profile names a parent that exists nowhere. */
export function unknownParent(
  source: RuleSource,
  parent: string,
  chain: readonly string[],
  known: readonly string[],
): SandboxError {
  const nearest = nearestWord(parent, known)
  return new SandboxError({
    code: 'POLICY_UNKNOWN_PARENT',
    message: `${describePlace(source)}: there is no profile ${JSON.stringify(parent)} to extend (${formatChain([...chain, parent])}).`,
    hint: nearest === undefined ? `Profiles that exist: ${known.join(', ')}.` : `Did you mean ${nearest}?`,
  })
}

/** The parent exists, but nothing can be added to it. */
export function badParent(source: RuleSource, parent: string, chain: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_PARENT',
    message: `${describePlace(source)}: ${parent} cannot be extended, because it is no sandbox at all (${formatChain([...chain, parent])}).`,
    hint: 'Extend ":workspace" or ":read-only", or select it directly.',
  })
}

/** A profile is its own ancestor. `chain` ends with the profile that came twice. */
export function extendsCycle(source: RuleSource, chain: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'POLICY_EXTENDS_CYCLE',
    message: `${describePlace(source)}: the profiles extend each other in a circle: ${formatChain(chain)}.`,
    hint: 'Remove one extends of the circle.',
  })
}

function formatChain(chain: readonly string[]): string {
  return chain.join(' -> ')
}

/** A filesystem key that is neither special, nor absolute, nor below the home directory. */
export function badPathKey(source: RuleSource, problem: string, hint: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_PATH',
    message: `${describePlace(source)}: ${problem}.`,
    hint,
  })
}

/** A deny glob that means nothing. */
export function badGlob(source: RuleSource, problem: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_GLOB',
    message: `${describePlace(source)}: the glob is not valid: ${problem}.`,
    hint: 'Wildcards are *, ?, [abc], [!abc] and **; write [*] for a plain star.',
  })
}

/** A glob that would open paths. */
export function globNotDeny(source: RuleSource, access: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_GLOB_NOT_DENY',
    message: `${describePlace(source)}: a glob can only deny, not ${access}.`,
    hint: 'Name the directory itself; a rule covers everything below it. A trailing /** is accepted too.',
  })
}

/** Two spellings of one path, host or root in one table disagree. */
export function conflictingKeys(source: RuleSource, other: RuleSource, what: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_CONFLICT',
    message: `${describePlace(source)}: this is the same ${what} as ${other.keyPath}, with another value.`,
    hint: 'Keep one of the two.',
  })
}

/** A value that the schema cannot judge alone. */
export function badValue(source: RuleSource, problem: string, hint: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_VALUE',
    message: `${describePlace(source)}: ${problem}.`,
    hint,
  })
}
