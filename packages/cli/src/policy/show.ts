/** `sandbox policy show`: the resolved policy, as a tree of paths. */

import { openPolicy } from '@sandbox/core'
import { isAtOrBelow, type ResolvedPolicy } from '@sandbox/policy'
import { operandsWrong } from '../errors.js'
import { type GivenOptions, optionValue } from '../parse.js'
import { accessWord, columns, printJson, printLines, shown } from '../print.js'
import { reportWarnings } from '../report.js'
import { policyRequest } from '../request.js'

/** @throws SandboxError */
export async function showPolicy(operands: readonly string[], options: GivenOptions): Promise<number> {
  const [name, ...others] = operands
  if (others.length > 0) throw operandsWrong('policy show', '[NAME]')
  const request = policyRequest(options, process.env)
  if (options.has('for')) {
    const asked = { ...request, profile: name ?? request.profile }
    if (optionValue(options, 'for') === 'windows')
      return (await import('./show-token.js')).showTokenPlan(asked, options)
    return (await import('./show-seatbelt.js')).showSeatbeltProfile(asked, options)
  }
  const opened = await openPolicy({ ...request, profile: name ?? request.profile })
  if (options.has('json')) {
    const { policy, files } = opened
    printJson({ ...policy, environment: { ...policy.environment, set: namesOnly(policy) }, files })
    return 0
  }
  if (!options.has('quiet')) reportWarnings([...opened.warnings, ...opened.policy.warnings])
  printLines([...headLines(opened.policy, opened.files), ...pathLines(opened.policy)])
  return 0
}

function namesOnly(policy: ResolvedPolicy): readonly string[] {
  return Object.keys(policy.environment.set)
}

function headLines(policy: ResolvedPolicy, files: readonly string[]): readonly string[] {
  const { environment, limits } = policy
  const changes = [
    `inherit ${environment.inherit}`,
    ...environment.keep.map((name) => `keep ${name}`),
    ...environment.exclude.map((name) => `exclude ${name}`),
    ...namesOnly(policy).map((name) => `set ${name}`),
  ]
  return columns([
    ['profile', shown(policy.chain.join(' extends '))],
    ['files', files.length === 0 ? 'none' : shown(files.join(', '))],
    ['workspace', shown(policy.workspaceRoots.join(', '))],
    ['network', policy.unrestricted ? 'full, no sandbox' : policy.egress.mode],
    ['environment', shown(changes.join(', '))],
    ['limits', limits.timeout === undefined ? 'none' : `timeout ${limits.timeout} ms`],
  ])
}

interface Entry {
  readonly path: string
  readonly word: string
  readonly source: string
}

function pathLines(policy: ResolvedPolicy): readonly string[] {
  const entries = [...ruleEntries(policy), ...guardEntries(policy)].sort((a, b) => (a.path < b.path ? -1 : 1))
  const globs = policy.globs.map(({ pattern, source }) => ({
    path: pattern,
    word: accessWord('deny'),
    source: source.keyPath,
  }))
  const depth = (entry: Entry) =>
    entries.filter((other) => other !== entry && isAtOrBelow(entry.path, other.path, policy.platform)).length
  return [
    '',
    ...entries.map((entry) => entryLine(entry, depth(entry))),
    ...globs.map((entry) => entryLine(entry, 0)),
  ]
}

function ruleEntries({ rules }: ResolvedPolicy): readonly Entry[] {
  return rules.map(({ path, access, source }) => ({ path, word: accessWord(access), source: source.keyPath }))
}

function guardEntries({ writableRoots, rules }: ResolvedPolicy): readonly Entry[] {
  const written = new Set(rules.map((rule) => rule.path))
  const guards = writableRoots.flatMap((root) => root.protectedPaths)
  return [...new Set(guards.map((guard) => guard.path))]
    .filter((path) => !written.has(path))
    .map((path) => ({ path, word: accessWord('read'), source: 'protected' }))
}

function entryLine({ path, word, source }: Entry, depth: number): string {
  return `${word} ${'  '.repeat(depth)}${shown(path)}  (${shown(source)})`
}
