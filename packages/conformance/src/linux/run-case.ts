/** Runs one case: the same operations without a sandbox and in one, compared with what the policy means. */

import { chmodSync, mkdtempSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Profile } from '@sandbox/policy'
import { type Case, placed } from './case.js'
import { type ClosedPlaces, closedPlaces } from './closed-places.js'
import { FileModel, permits, type Surroundings } from './file-model.js'
import { type Difference, Judge } from './judge.js'
import { landlockExpectation } from './landlock-meaning.js'
import { type Expectation, Meaning } from './meaning.js'
import { type Answer, decodeAnswers, encodeOperations, type Operation } from './operations.js'
import { clear, photograph, plant } from './planting.js'
import { questionsOf } from './questions.js'
import type { Worker } from './worker.js'

/** How a case is run. */
export interface Ground {
  readonly backend: 'linux-bwrap' | 'linux-landlock-seccomp'
  /** As `linux.launcher` takes it. */
  readonly launcher: string
}

/** What one case showed. */
export interface CaseResult {
  /** The code of the refusal, when the policy was refused by name. */
  readonly refused?: string | undefined
  readonly operations: number
  /** In words; empty when policy and kernel agree. */
  readonly differences: readonly string[]
}

/** Plants, runs, compares, and removes what was planted. */
export async function runCase(one: Case, ground: Ground, worker: Worker): Promise<CaseResult> {
  const base = realpathSync(mkdtempSync('/var/tmp/sandbox-differential-'))
  try {
    chmodSync(base, 0o755)
    const model = new FileModel(one.tree, base, around(base, worker.tools))
    plant(model, worker.uid)
    return await compare(one, model, ground, worker)
  } finally {
    clear(base)
  }
}

/** What is above these directories, and they themselves. */
function around(...directories: readonly string[]): Surroundings {
  const found = new Map<string, number>()
  for (const directory of directories) {
    for (let at = directory; !found.has(at); at = dirname(at)) found.set(at, statSync(at).mode & 0o777)
  }
  return found
}

async function compare(one: Case, model: FileModel, ground: Ground, worker: Worker): Promise<CaseResult> {
  const asked = questionsOf(one, model)
  const before = photograph(model.base)
  const without = await answersWithout(asked, worker)
  expectUnchanged(before, photograph(model.base))
  const profile = profileOf(one, ground, model.base, worker.tools)
  const context = { cwd: join(model.base, 'w'), home: worker.home }
  const { backend } = ground
  const policyAnswer = await worker.policy({ profile, context })
  if (policyAnswer.refused !== undefined) return refusal(policyAnswer.refused.code)
  const { policy } = policyAnswer
  const closed = closedPlaces(policy, model, worker.uid)
  const meaning = new Meaning(model, closed)
  const expect = (operation: Operation): Expectation =>
    backend === 'linux-bwrap' ? meaning.of(operation) : landlockExpectation(operation, meaning, model, closed)
  const operations = asked.map((operation) => careless(operation, expect))
  const answer = await worker.confined({ policy, backend, script: encodeOperations(operations) })
  if (answer.refused !== undefined) return refusal(answer.refused.code)
  if (!answer.started && isUnreachable(answer.error ?? '', closed, model)) return refusal('UNREACHABLE')
  if (!answer.started || answer.exitCode !== 0) {
    const what = `the sandbox did not start: ${answer.error ?? ''} ${answer.complaints} (${answer.exitCode})`
    return { operations: 0, differences: [what] }
  }
  const inside = decodeAnswers(answer.output, operations.length)
  const judge = new Judge(model, closed)
  const differences = operations.flatMap((operation, index) => {
    const compared: Difference = {
      operation,
      expected: expect(operation),
      without: without[index] ?? NONE,
      inside: inside[index] ?? NONE,
    }
    return judge.agrees(compared) ? [] : [describe(compared, model.base)]
  })
  return {
    operations: operations.length,
    differences: [...differences, ...changes(before, photograph(model.base), model.base)],
  }
}

/** Root grants something in a directory that nobody without capabilities can enter: the start is refused. */
function isUnreachable(error: string, { granted }: ClosedPlaces, model: FileModel): boolean {
  const isShut = (directory: string) => {
    const node = model.at(directory)
    return node !== undefined && !permits(node, 1)
  }
  const place = /cannot find what was planned at (.*): Permission denied/.exec(error)?.[1]
  return place !== undefined && granted.has(place) && model.walk(place).through.some(isShut)
}

const NONE: Answer = { errno: -1, detail: '' }

function refusal(code: string): CaseResult {
  return { refused: code, operations: 0, differences: [] }
}

/** Looking comes last here, because what was removed and made again meanwhile is another file. */
async function answersWithout(asked: readonly Operation[], worker: Worker): Promise<readonly Answer[]> {
  const reversed = [...asked].reverse()
  const answers = decodeAnswers(await worker.without(encodeOperations(reversed)), asked.length)
  return [...answers].reverse()
}

/** What has to fail is tried without a second name that keeps the file: that name might be what fails. */
function careless(operation: Operation, expect: (operation: Operation) => Expectation): Operation {
  if (operation.name !== 'remove') return operation
  const alone = { ...operation, other: '' }
  return expect(alone).verdict === 'refused' ? alone : operation
}

function profileOf(one: Case, { launcher }: Ground, base: string, tools: string): Profile {
  const rules = { ...one.rules, [tools]: 'read' as const }
  return {
    name: 'case',
    chain: ['case'],
    unrestricted: false,
    workspaceRoots: [],
    rules: Object.entries(rules).map(([key, access]) => ({
      key: placed(key, base),
      subpath: '.',
      access,
      source: { keyPath: key, profile: 'case' },
    })),
    protectedNames: one.protectedNames,
    egress: {
      mode: 'none',
      domains: [],
      unixSockets: {},
      limited: false,
      allowLocalBinding: false,
      socks5: false,
    },
    environment: { inherit: 'none', keep: [], exclude: [], set: {} },
    limits: {},
    linux: { launcher, allowNestedUserns: false },
  }
}

function describe({ operation, expected, without, inside }: Difference, base: string): string {
  const told = ({ errno, detail }: Answer) => `${errno}${detail === '' ? '' : ` (${detail})`}`
  const target = operation.other === '' ? '' : ` ${operation.other}`
  const text = `${operation.name} ${operation.path}${target}: expected ${expected.verdict}, because ${expected.because}; without a sandbox ${told(without)}, inside ${told(inside)}`
  return text.replaceAll(base, '@')
}

function changes(before: readonly string[], after: readonly string[], base: string): readonly string[] {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `gone afterwards: ${line}`)
  const more = after.filter((line) => !before.includes(line)).map((line) => `new afterwards: ${line}`)
  return [...gone, ...more].map((line) => line.replaceAll(base, '@'))
}

function expectUnchanged(before: readonly string[], after: readonly string[]): void {
  const told = changes(before, after, before[0]?.split(' ')[0] ?? '/')
  if (told.length > 0) throw new Error(`the probe does not leave things as they were: ${told.join('; ')}`)
}
