/** Turns a `filesystem` table into normalised rules. */

import type { Access } from './access.js'
import type { AccessWord, FilesystemTable, PathEntry } from './document.js'
import type { Place } from './layer.js'
import { normalPathKey, pathIdentity } from './path-key.js'
import type { ProfileRule, RuleSource } from './profile.js'
import { badValue, conflictingKeys } from './profile-errors.js'

/** The filesystem part of one profile, its parents not yet merged. */
export interface FilesystemLayer {
  /** By path identity: two spellings of one path are one entry. */
  readonly rules: ReadonlyMap<string, ProfileRule>
  readonly globScanMaxDepth: number | undefined
  readonly protectedNames: readonly string[] | undefined
}

/** @throws SandboxError for keys and subpaths that are no paths, and for two spellings that disagree */
export function compileFilesystem(table: FilesystemTable, place: Place): FilesystemLayer {
  const rules = new Map<string, ProfileRule>()
  for (const [key, entry] of pathEntries(table)) {
    if (typeof entry === 'string') {
      addRule(rules, { key, subpath: '.', word: entry, source: place.at([key]) })
      continue
    }
    for (const [subpath, word] of Object.entries(entry)) {
      addRule(rules, { key, subpath, word, source: place.at([key, subpath]) })
    }
  }
  return {
    rules,
    globScanMaxDepth: table.glob_scan_max_depth,
    protectedNames:
      table.protected_names === undefined
        ? undefined
        : checkProtectedNames(table.protected_names, place.at(['protected_names'])),
  }
}

/** One rule before it is normalised. */
export interface WrittenRule {
  readonly key: string
  readonly subpath: string
  readonly word: AccessWord
  readonly source: RuleSource
}

/** Normalises a rule and adds it. @throws SandboxError `POLICY_CONFLICT` when its path is there already, otherwise */
export function addRule(rules: Map<string, ProfileRule>, written: WrittenRule): void {
  const access: Access = written.word === 'none' ? 'deny' : written.word
  const path = normalPathKey(written.key, written.subpath, access, written.source)
  const identity = pathIdentity(path)
  const other = rules.get(identity)
  if (other !== undefined && other.access !== access)
    throw conflictingKeys(written.source, other.source, 'path')
  rules.set(identity, { ...path, access, source: written.source })
}

function* pathEntries(table: FilesystemTable): Generator<[string, PathEntry]> {
  for (const [key, entry] of Object.entries(table) as [string, PathEntry | number | readonly string[]][]) {
    if (typeof entry === 'string') yield [key, entry]
    else if (typeof entry === 'object' && !isList(entry)) yield [key, entry]
  }
}

function isList(entry: object): entry is readonly string[] {
  return Array.isArray(entry)
}

function checkProtectedNames(names: readonly string[], source: RuleSource): readonly string[] {
  for (const name of names) {
    if (name === '' || name === '.' || name === '..' || /[\\/]/.test(name)) {
      throw badValue(
        source,
        `${JSON.stringify(name)} is not a plain name`,
        'A protected name is one component, such as ".git"; deny or read rules are for paths.',
      )
    }
  }
  return [...new Set(names)]
}
