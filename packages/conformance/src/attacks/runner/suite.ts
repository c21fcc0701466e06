/** Runs the catalogue: every control once, and every attack in every sandbox of the matrix. */

import { chmodSync, mkdtempSync } from 'node:fs'
import type { Account } from '../../account.js'
import type { Attack, Configuration } from '../attack.js'
import { type Finding, type Ground, runBatch } from './batch.js'
import { compile } from './compile.js'
import { configurations, nameOf } from './matrix.js'
import { OPEN_PROXY, type Way } from './order.js'

/** What came of one attack in one sandbox. */
export interface Result {
  readonly configuration: Configuration
  readonly result: 'held' | 'succeeded' | 'not-applicable'
  readonly reason?: string | undefined
  readonly fault?: string | undefined
  readonly output?: string | undefined
}

/** Everything about one attack, for one account. */
export interface Verdict {
  readonly attack: Attack
  /** Undefined when there is none for this account. */
  readonly control: Finding | undefined
  readonly noControl?: string | undefined
  readonly results: readonly Result[]
}

/**
 * Every control once, and every attack in every sandbox that makes sense for it.
 *
 * @param attacks those that the host lacks something for are left out of every start
 */
export async function runSuite(attacks: readonly Attack[], ground: Ground): Promise<readonly Verdict[]> {
  const possible = attacks.filter(isPossible)
  const controls = await runControls(possible, ground)
  const results = new Map<string, Result[]>()
  for (const configuration of configurations(ground.account)) {
    for (const [id, result] of await runIn(configuration, possible, ground))
      results.set(id, [...(results.get(id) ?? []), result])
  }
  return attacks.map((attack) => ({
    attack,
    control: controls.get(attack.id),
    noControl: attack.lacks?.() ?? whyNoControl(attack, ground.account),
    results: results.get(attack.id) ?? [],
  }))
}

/** Compiled once, for any number of suites. */
export async function compileAll(attacks: readonly Attack[]): Promise<string> {
  const programs = mkdtempSync('/var/tmp/sandbox-attack-programs-')
  chmodSync(programs, 0o755)
  await compile(attacks.filter(isPossible), programs)
  return programs
}

function isPossible(attack: Attack): boolean {
  return attack.lacks?.() === undefined
}

/** Those of these attacks that do not succeed in this way: with a hole made on purpose, none. */
export async function failuresOf(
  attacks: readonly Attack[],
  way: Way,
  ground: Ground,
): Promise<readonly Finding[]> {
  const findings = await runBatch(attacks, way, ground)
  return findings.filter(({ succeeded }) => !succeeded)
}

function whyNoControl({ control }: Attack, { kind }: Account): string | undefined {
  if (typeof control === 'object') return control.none
  return control === 'root' && kind !== 'root' ? 'outside, only root can do this' : undefined
}

async function runControls(
  attacks: readonly Attack[],
  ground: Ground,
): Promise<ReadonlyMap<string, Finding>> {
  const findings: Finding[] = []
  const ways: readonly (readonly [Way, (control: Attack['control']) => boolean])[] = [
    ['outside', (control) => control === 'plain' || (control === 'root' && ground.account.kind === 'root')],
    ['namespace', (control) => control === 'namespace'],
    [OPEN_PROXY, (control) => control === 'open-proxy'],
  ]
  for (const [way, isMeant] of ways) {
    const meant = attacks.filter(({ control }) => isMeant(control))
    for (const batch of batches(meant)) findings.push(...(await runBatch(batch, way, ground)))
  }
  return new Map(findings.map((finding) => [finding.attack.id, finding]))
}

async function runIn(
  configuration: Configuration,
  attacks: readonly Attack[],
  ground: Ground,
): Promise<readonly (readonly [string, Result])[]> {
  const results: (readonly [string, Result])[] = []
  const tried: Attack[] = []
  for (const attack of attacks) {
    const reason = attack.exempt?.(configuration)
    if (reason === undefined) tried.push(attack)
    else results.push([attack.id, { configuration, result: 'not-applicable', reason }])
  }
  for (const batch of batches(tried)) {
    for (const { attack, succeeded, output, fault } of await runBatch(batch, { configuration }, ground)) {
      const result = succeeded ? ('succeeded' as const) : ('held' as const)
      const reason = succeeded && attack.limit !== undefined ? `not promised: ${attack.limit}` : undefined
      results.push([attack.id, { configuration, result, reason, fault, output }])
    }
  }
  return results
}

/** Those that need a sandbox to themselves get one. */
function batches(attacks: readonly Attack[]): readonly (readonly Attack[])[] {
  const together = attacks.filter(({ alone }) => alone === undefined)
  const alone = attacks.filter((attack) => attack.alone !== undefined).map((attack) => [attack])
  return [...(together.length > 0 ? [together] : []), ...alone]
}

/** One line for each result, as `.cache/conformance/attacks.jsonl` holds them. */
export function resultLines(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ attack, results }) =>
    results.map(({ configuration, result, reason }) => {
      const [surface, name] = attack.id.split('/')
      return JSON.stringify({ attack: name, surface, ...configuration, result, reason })
    }),
  )
}

/** What a reader of a failing test needs: where it got through, or was not really tried. */
export function complaints({ attack, results }: Verdict): readonly string[] {
  if (attack.limit !== undefined) return []
  return results.flatMap(({ configuration, result, fault, output }) => {
    if (result === 'succeeded')
      return [`${nameOf(configuration)}: it succeeded. Its output: ${beginning(output)}`]
    return fault === undefined ? [] : [`${nameOf(configuration)}: ${fault}. Its output: ${beginning(output)}`]
  })
}

function beginning(output = ''): string {
  return output.length > 300 ? `${output.slice(0, 300)}…` : output
}
