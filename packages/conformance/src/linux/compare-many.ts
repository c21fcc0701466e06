/** Runs random cases until one shows a difference, and says how to run that one again. */

import fc from 'fast-check'
import type { Case } from './case.js'
import { type CaseResult, type Ground, runCase } from './run-case.js'
import type { Worker } from './worker.js'

/** Refusals that the policies of random cases may meet. Any other is a difference. */
const EXPECTED_REFUSALS: ReadonlySet<string> = new Set([
  'READ_THROUGH_WRITABLE_LINK',
  'LINK_NOT_PINNABLE',
  'LANDLOCK_CANNOT_KEEP',
  // A policy may make the launcher itself writable.
  'LAUNCHER_UNUSABLE',
  'BWRAP_MISSING',
  'UNREACHABLE',
])

/** How many, and which. */
export interface Budget {
  readonly cases: number
  readonly seed: number
  /** Where in the run of that seed to begin, as an earlier run said. */
  readonly path?: string | undefined
  /** Stop at the first difference, and do not look for a smaller one. */
  readonly isQuick?: boolean
}

/** What they showed. */
export interface Comparison {
  readonly cases: number
  readonly operations: number
  /** By code, how many policies were refused by name. */
  readonly refused: Readonly<Record<string, number>>
  /** The smallest case that shows a difference, and the differences. */
  readonly found?: { readonly case: Case; readonly differences: readonly string[]; readonly path: string }
}

/** Compares policy and kernel. */
export async function compareMany(
  cases: fc.Arbitrary<Case>,
  ground: Ground,
  worker: Worker,
  budget: Budget,
): Promise<Comparison> {
  const refused: Record<string, number> = {}
  let count = 0
  let operations = 0
  let latest: { readonly differences: readonly string[] } | undefined
  const property = fc.asyncProperty(cases, async (one) => {
    const result = await runCase(one, ground, worker)
    count += 1
    operations += result.operations
    if (result.refused !== undefined) refused[result.refused] = (refused[result.refused] ?? 0) + 1
    const differences = differencesOf(result)
    if (differences.length > 0) latest = { differences }
    return differences.length === 0
  })
  const checked = await fc.check(property, {
    numRuns: budget.cases,
    seed: budget.seed,
    ...(budget.path === undefined ? {} : { path: budget.path }),
    endOnFailure: budget.isQuick ?? false,
  })
  if (checked.errorInstance instanceof Error && latest === undefined) throw checked.errorInstance
  const [smallest] = checked.counterexample ?? []
  const shown = { cases: count, operations, refused }
  if (smallest === undefined) return shown
  // The last case that differed is the smallest.
  const differences = latest?.differences ?? []
  return { ...shown, found: { case: smallest, differences, path: checked.counterexamplePath ?? '' } }
}

function differencesOf({ refused, differences }: CaseResult): readonly string[] {
  return refused === undefined || EXPECTED_REFUSALS.has(refused)
    ? differences
    : [`the policy is refused: ${refused}`]
}
