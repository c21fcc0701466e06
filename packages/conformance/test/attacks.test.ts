/** Every attack of the catalogue works outside, and nowhere inside. */

import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountsFor, forget } from '../src/account.js'
import { catalogue } from '../src/attacks/runner/catalogue.js'
import { compileAll, complaints, resultLines, runSuite, type Verdict } from '../src/attacks/runner/suite.js'

const RESULTS = fileURLToPath(new URL('../../../.cache/conformance/attacks.jsonl', import.meta.url))
const MODEL = fileURLToPath(new URL('../../../docs/security-model.md', import.meta.url))
/** Out of all proportion: only a machine with much else to do takes longer than a minute or two. */
const SUITE_TIMEOUT = 1_800_000

const attacks = await catalogue()

test('there are more than 120 attacks, each with a source and a sentence', () => {
  expect(attacks.length).toBeGreaterThan(120)
  for (const { tries, source } of attacks)
    expect([tries, source]).toEqual([expect.stringMatching(/^to /), expect.stringMatching(/\w/)])
})

rmSync(RESULTS, { force: true })

/** Once, for all accounts. */
let programs: Promise<string> | undefined
const compiled = () => (programs ??= compileAll(attacks))
afterAll(async () => {
  if (programs !== undefined) rmSync(await programs, { recursive: true, force: true })
})

describe.skipIf(process.platform !== 'linux').each(accountsFor('attacks'))('as $kind', (account) => {
  let verdicts: ReadonlyMap<string, Verdict>

  beforeAll(async () => {
    const all = await runSuite(attacks, { programs: await compiled(), account })
    verdicts = new Map(all.map((verdict) => [verdict.attack.id, verdict]))
    mkdirSync(new URL('.', `file://${RESULTS}`), { recursive: true })
    appendFileSync(RESULTS, `${resultLines(all).join('\n')}\n`)
  }, SUITE_TIMEOUT)
  afterAll(() => forget(account))

  test.for(attacks)('$id', ({ id, limit }, context) => {
    const verdict = verdicts.get(id)
    if (verdict === undefined) throw new Error('it was not run')
    const { control, results, attack } = verdict
    const lacking = attack.lacks?.()
    context.skip(lacking !== undefined, lacking)
    expect(complaints(verdict)).toEqual([])
    context.skip(attack.needs !== undefined && control?.succeeded === false, `this needs ${attack.needs}`)
    expect(control?.succeeded ?? 'no control', `the control, which printed: ${control?.output}`).toBe(
      verdict.noControl === undefined ? true : 'no control',
    )
    if (limit === undefined) return
    // Once it holds, the page has to say so.
    expect(readFileSync(MODEL, 'utf8').replaceAll(/\s+/g, ' ')).toContain(limit)
    expect(results.some(({ result }) => result === 'succeeded')).toBe(true)
  })
})
