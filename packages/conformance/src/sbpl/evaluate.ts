/** Answers a request as the kernel would under one compiled profile, in every reading of what is not documented. */

import type { CompiledProfile, CompiledRule } from './compile.js'
import { matches, READINGS, type Reading } from './filters.js'
import { chainOf, OPERATIONS } from './operations.js'
import type { Request } from './request.js'

/** What was answered, and by what. */
export interface Verdict {
  readonly allowed: boolean
  /** Undefined when no rule matched. */
  readonly rule?: CompiledRule | undefined
  readonly from: 'rule' | 'default' | 'terminal'
}

/** @throws Error for an operation that does not exist */
export function evaluate(profile: CompiledProfile, request: Request, reading: Reading): Verdict {
  const chain = chainOf(request.operation)
  const end = OPERATIONS.get(chain.at(-1) ?? '')
  if (end === undefined) throw new Error(`there is no operation ${request.operation}`)
  const groups = reading.precedence === 'flat' ? [chain] : chain.map((name) => [name])
  for (const names of groups) {
    const rule = lastMatch(profile, names, request, reading)
    if (rule !== undefined) return { allowed: rule.action === 'allow', rule, from: 'rule' }
  }
  if (end.unlessRuled !== 'profile') return { allowed: end.unlessRuled === 'allow', from: 'terminal' }
  return { allowed: profile.default === 'allow', from: 'default' }
}

function lastMatch(
  profile: CompiledProfile,
  names: readonly string[],
  request: Request,
  reading: Reading,
): CompiledRule | undefined {
  return profile.rules.findLast(
    (rule) =>
      rule.operations.some((name) => names.includes(name)) &&
      (rule.filter === undefined || matches(rule.filter, request, reading)),
  )
}

/** True when any reading allows it: what a command must be thought able to do. */
export function mayBeAllowed(profile: CompiledProfile, request: Request): boolean {
  return READINGS.some((reading) => evaluate(profile, request, reading).allowed)
}

/** A request that a profile answers differently in two readings, or only by a default that may not hold. */
export class UncertainError extends Error {
  override readonly name = 'UncertainError'
}

/**
 * The answer in every reading.
 *
 * @throws UncertainError when the readings differ, or when the answer rests on a terminal default
 */
export function decideStrictly(profile: CompiledProfile, request: Request): Verdict {
  const [first, ...others] = READINGS.map((reading) => evaluate(profile, request, reading))
  if (first === undefined) throw new Error('there are no readings')
  const about = `${request.operation} ${request.path ?? request.name?.text ?? ''}`
  if (others.some((other) => other.allowed !== first.allowed)) {
    throw new UncertainError(`${about}: the readings differ`)
  }
  if (first.from === 'terminal') throw new UncertainError(`${about}: rests on a terminal default`)
  return first
}
