/** Turns forms into rules: the part of Scheme that profiles use, strictly. */

import { filterOf, type Scope } from './compile-filter.js'
import { type Position, ProfileError } from './errors.js'
import type { Filter } from './filters.js'
import { ALIASES, OPERATIONS } from './operations.js'
import { application, bytesOf, type Form, readForms } from './read.js'

/** One rule. Several filters of a rule are alternatives. */
export interface CompiledRule {
  readonly action: 'allow' | 'deny'
  readonly operations: readonly string[]
  readonly filter: Filter | undefined
  readonly at: Position
  /** What the log says when it refuses. */
  readonly message?: string | undefined
}

/** A profile as the kernel gets it. */
export interface CompiledProfile {
  readonly default: 'allow' | 'deny'
  readonly rules: readonly CompiledRule[]
}

const MODIFIERS = new Set(['report', 'no-report', 'no-log', 'message'])

/**
 * @param params the `-D` definitions; each must be used, and each one used must be there
 * @throws ProfileError for anything that the system would refuse, and for what it may read in two ways
 */
export function compileProfile(text: string, params: Readonly<Record<string, string>> = {}): CompiledProfile {
  const used = new Set<string>()
  const values = new Map(Object.entries(params).map(([name, value]) => [name, bytesOf(value)]))
  const scope: Scope = { values, used, defined: new Map(), operations: [] }
  const rules: CompiledRule[] = []
  let fallback: 'allow' | 'deny' | undefined
  let version = false
  for (const form of readForms(text)) {
    const { head, rest } = application(form)
    if (head === 'version') {
      if (version || rest.length !== 1 || rest[0]?.kind !== 'number' || rest[0].value !== 1) {
        throw new ProfileError('the version is 1, once', form.at)
      }
      version = true
      continue
    }
    if (!version) throw new ProfileError('no version specified', form.at)
    if (head === 'define') {
      define(rest, scope, form.at)
    } else if (head === 'allow' || head === 'deny') {
      const rule = ruleOf(head, rest, scope, form.at)
      if (rule.operations.includes('default')) {
        if (rule.operations.length > 1 || rule.filter !== undefined) {
          throw new ProfileError('default stands alone', form.at)
        }
        fallback = head
      } else rules.push(rule)
    } else throw new ProfileError(`${head} is not known`, form.at)
  }
  if (fallback === undefined) throw new ProfileError('the profile sets no default')
  const unused = [...values.keys()].filter((name) => !used.has(name))
  if (unused.length > 0) throw new ProfileError(`parameters are not used: ${unused.join(', ')}`)
  return { default: fallback, rules }
}

function define(rest: readonly Form[], scope: Scope, at: Position): void {
  const [name, value, ...others] = rest
  if (name?.kind !== 'symbol' || value?.kind !== 'string' || others.length > 0) {
    throw new ProfileError('define takes a name and a string', at)
  }
  scope.defined.set(name.name, value.value)
}

function ruleOf(action: 'allow' | 'deny', parts: readonly Form[], scope: Scope, at: Position): CompiledRule {
  const operations = parts.flatMap((part) =>
    part.kind === 'symbol' ? [operationOf(part.name, part.at)] : [],
  )
  if (operations.length === 0) throw new ProfileError('a rule names an operation', at)
  const filters: Filter[] = []
  let message: string | undefined
  for (const part of parts) {
    if (part.kind === 'symbol') continue
    if (isModifier(part)) message = messageOf(part) ?? message
    else filters.push(filterOf(part, { ...scope, operations }))
  }
  return { action, operations, filter: orOf(filters), at, message }
}

function operationOf(name: string, at: Position): string {
  const known = ALIASES[name] ?? name
  if (name !== 'default' && !OPERATIONS.has(known))
    throw new ProfileError(`there is no operation ${name}`, at)
  return known
}

function isModifier(form: Form): boolean {
  return form.kind === 'list' && application(form).head === 'with'
}

function messageOf(form: Form): string | undefined {
  const [name, value] = application(form).rest
  if (name?.kind !== 'symbol' || !MODIFIERS.has(name.name)) {
    throw new ProfileError('the modifier is not known', form.at)
  }
  return value?.kind === 'string' ? value.value : undefined
}

function orOf(filters: readonly Filter[]): Filter | undefined {
  return filters.length > 1 ? { kind: 'any', filters } : filters[0]
}
