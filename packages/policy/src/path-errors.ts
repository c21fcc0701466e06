/** The errors about single paths and globs. */

import { SandboxError } from './errors.js'
import type { RuleSource } from './profile.js'
import type { PathRule } from './resolved.js'

/** Where a rule was written, in words: key path, then file. */
export function describeSource(source: RuleSource): string {
  return source.file === undefined ? source.keyPath : `${source.keyPath} in ${source.file}`
}

/** A path with a NUL character, which no system call accepts. */
export function pathHasNul(path: string): SandboxError {
  return new SandboxError({
    code: 'PATH_HAS_NUL',
    message: `The path ${JSON.stringify(path)} contains a NUL character.`,
    hint: 'Remove the NUL character; no file can have such a name.',
  })
}

/** A relative path where nothing says what it is relative to. */
export function pathNotAbsolute(path: string): SandboxError {
  return new SandboxError({
    code: 'PATH_NOT_ABSOLUTE',
    message: `The path ${JSON.stringify(path)} is not absolute.`,
    hint: 'Give an absolute path, such as /home/me/file, or C:\\Users\\me\\file on Windows.',
  })
}

/** A subpath that leaves the key it stands under. */
export function subpathEscapes(subpath: string, source: RuleSource): SandboxError {
  return new SandboxError({
    code: 'SUBPATH_ESCAPES',
    message: `The subpath ${JSON.stringify(subpath)} of ${describeSource(source)} leaves its directory.`,
    hint: 'Write names below the key only, without `..`; give other directories a key of their own.',
  })
}

/** A `:name` key that means nothing. */
export function unknownSymbol(key: string, source: RuleSource): SandboxError {
  return new SandboxError({
    code: 'SYMBOL_UNKNOWN',
    message: `The key ${JSON.stringify(key)} of ${describeSource(source)} is not a known symbol.`,
    hint: 'Use :root, :minimal, :workspace_roots, :tmpdir, :slash_tmp, :home, an absolute path or ~/….',
  })
}

/** A glob that cannot be read. */
export function globInvalid(pattern: string, problem: string, source?: RuleSource): SandboxError {
  const where = source === undefined ? '' : ` of ${describeSource(source)}`
  return new SandboxError({
    code: 'GLOB_INVALID',
    message: `The glob ${JSON.stringify(pattern)}${where} is not valid: ${problem}.`,
    hint: 'Use *, ?, […], [!…] inside a name and ** across directories.',
  })
}

/** A glob with read or write access. */
export function globGrants(pattern: string, source: RuleSource): SandboxError {
  return new SandboxError({
    code: 'GLOB_GRANTS',
    message: `The glob ${JSON.stringify(pattern)} of ${describeSource(source)} gives access, but globs can only deny.`,
    hint: 'Name the directory itself, or end it with /**.',
  })
}

/** A glob that would have to be searched from the root of the file system. */
export function globWithoutBase(pattern: string, source: RuleSource): SandboxError {
  return new SandboxError({
    code: 'GLOB_WITHOUT_BASE',
    message: `The glob ${JSON.stringify(pattern)} of ${describeSource(source)} has no directory before its first wildcard.`,
    hint: 'Begin it with a directory, such as /srv/**/x, or put it under :workspace_roots or ~.',
  })
}

/** Two policies that describe different hosts, so that no path means the same in both. */
export function policiesOfTwoHosts(): SandboxError {
  return new SandboxError({
    code: 'POLICIES_OF_TWO_HOSTS',
    message: 'The two policies were resolved for different platforms or hosts.',
    hint: 'Resolve both profiles with the same context.',
  })
}

/** A read rule whose link an earlier command could have planted, to be shown a closed place. */
export function readThroughWritableLink(
  path: string,
  link: string,
  target: string,
  source: RuleSource,
): SandboxError {
  return new SandboxError({
    code: 'READ_THROUGH_WRITABLE_LINK',
    message: `The read rule for ${path} (${describeSource(source)}) leads through the link ${link}, which a command can change, to ${target}, which is closed.`,
    hint: `Write a rule for ${target} itself if it is meant, or remove the link.`,
  })
}

/** A rule would let commands change what decides about their own permissions. */
export function ownPathWritable(path: string, rule: PathRule): SandboxError {
  return new SandboxError({
    code: 'OWN_PATH_WRITABLE',
    message: `${describeSource(rule.source)} would let the command change ${path}, which holds the configuration of the sandbox itself`,
    hint: 'Leave this rule out; edit the configuration outside the sandbox.',
  })
}
