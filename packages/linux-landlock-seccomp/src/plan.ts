/** Policy and host facts in, confinement out: the ruleset, and where temporary files go. Pure. */

import { dirname, join } from 'node:path'
import { decide, type FileView, type PolicyWarning, type ResolvedPolicy } from '@sandbox/policy'
import { buildRuleset } from './landlock/build-ruleset.js'
import type { Ruleset, Weakness } from './landlock/ruleset.js'

/** What planning must know besides the policy. */
export interface ConfinementFacts {
  readonly landlockAbi: number
  readonly files: Pick<FileView, 'kind' | 'list' | 'realpath'>
  /** What the deny globs of the policy match now. */
  readonly globMatches: readonly string[]
  /** Directories of ours, and daemons' sockets, that the command must not change. */
  readonly closed: readonly string[]
  readonly accept: readonly Weakness[]
  readonly temporary: TemporaryFacts
}

/** About the directory where the command would put its temporary files. */
export interface TemporaryFacts {
  /** As the command's environment says. */
  readonly directory: string
  /** May the user make an entry in it? */
  readonly canCreateIn: (directory: string) => boolean
  /** What one made in it for this run would be called. */
  readonly name: string
}

/** What confines a command. */
export interface Confinement {
  readonly ruleset: Ruleset
  /** A directory to be made for this run, where its temporary files go; undefined when it needs none. */
  readonly temporary: string | undefined
  /** What is stricter than the policy asks, or another way. */
  readonly warnings: readonly PolicyWarning[]
}

/** @throws SandboxError `LANDLOCK_CANNOT_KEEP` */
export function planConfinement(policy: ResolvedPolicy, facts: ConfinementFacts): Confinement {
  const { landlockAbi, files, closed, accept } = facts
  const everySpelling = (paths: readonly string[]) => [
    ...new Set(paths.flatMap((path) => [path, files.realpath(path) ?? path])),
  ]
  const ruleset = buildRuleset(
    policy,
    { abi: landlockAbi },
    {
      purpose: 'alone',
      files,
      globMatches: everySpelling(facts.globMatches),
      closed: everySpelling(closed),
      accept,
    },
  )
  const place = placeForTemporary(policy, ruleset, facts)
  if (place === undefined) return { ruleset, temporary: undefined, warnings: ruleset.warnings }
  const temporary = join(place, facts.temporary.name)
  const rule = { path: temporary, access: ruleset.handledAccessFs, mustExist: true }
  const warnings = [...ruleset.warnings, movedTemporary(place)]
  return { ruleset: { ...ruleset, pathRules: [...ruleset.pathRules, rule], warnings }, temporary, warnings }
}

/** Where the policy lets the command make files and the ruleset cannot. */
function placeForTemporary(
  policy: ResolvedPolicy,
  ruleset: Ruleset,
  { files, temporary }: ConfinementFacts,
): string | undefined {
  const place = files.realpath(temporary.directory)
  if (place === undefined || isOpenWhole(ruleset, place)) return undefined
  const isWritable = decide(policy, place, { spellings: [temporary.directory] }).access === 'write'
  return isWritable && temporary.canCreateIn(place) ? place : undefined
}

/** Is everything open at the place, or around it? */
function isOpenWhole({ pathRules, handledAccessFs }: Ruleset, place: string): boolean {
  const isOpen = pathRules.some(({ path, access }) => path === place && access === handledAccessFs)
  return isOpen || (place !== '/' && isOpenWhole({ pathRules, handledAccessFs } as Ruleset, dirname(place)))
}

function movedTemporary(place: string): PolicyWarning {
  return {
    code: 'TEMPORARY_DIRECTORY_MOVED',
    message: `TMPDIR is a directory below ${place} that is made for this run and removed at its end, because nothing can be created directly in ${place}.`,
    hint: 'Programs that ignore TMPDIR may fail. The backend linux-bwrap does not need this.',
  }
}
