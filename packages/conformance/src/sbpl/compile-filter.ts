/** Turns one filter form into a filter, with every type and value checked. */

import { type Position, ProfileError } from './errors.js'
import {
  type Address,
  APPLIES_TO,
  ATTRIBUTES,
  type Attribute,
  type Filter,
  type NameSpace,
  PATH_FILTERS,
} from './filters.js'
import { compilePattern } from './pattern.js'
import { application, type Form } from './read.js'

/** What names stand for while a profile is compiled. */
export interface Scope {
  readonly values: ReadonlyMap<string, string>
  readonly used: Set<string>
  readonly defined: Map<string, string>
  /** The operations of the rule at hand. */
  readonly operations: readonly string[]
}

const NAME = /^(global-name|local-name|xpc-service-name|sysctl-name|ipc-posix-name)(?:-(prefix|regex))?$/

/** @throws ProfileError */
export function filterOf(form: Form, scope: Scope): Filter {
  const { head, rest } = application(form)
  if (head === 'require-any' || head === 'require-all') {
    if (rest.length === 0) throw new ProfileError(`${head} is empty`, form.at)
    const filters = rest.map((each) => filterOf(each, scope))
    return { kind: head === 'require-any' ? 'any' : 'all', filters }
  }
  if (head === 'require-not') {
    const [only, ...others] = rest
    if (only === undefined || others.length > 0)
      throw new ProfileError('require-not takes one filter', form.at)
    return { kind: 'not', filter: filterOf(only, scope) }
  }
  const path = PATH_FILTERS[head]
  if (path !== undefined) return pathFilter(path, rest, scope, form.at)
  if (head in ATTRIBUTES) return attributeFilter(head as Attribute, rest, scope, form.at)
  if (head === 'local' || head === 'remote') return addressFilter(head, rest, scope, form.at)
  const [, space, match = 'exact'] = NAME.exec(head) ?? []
  if (space === undefined) throw new ProfileError(`there is no filter ${head}`, form.at)
  checkUse(space, scope, form.at)
  const values = stringsOf(rest, scope, form.at)
  if (match === 'regex') for (const value of values) compilePattern(value, form.at)
  return { kind: 'name', match: match as 'exact' | 'prefix' | 'regex', space: space as NameSpace, values }
}

function pathFilter(
  kind: 'literal' | 'prefix' | 'subpath' | 'regex',
  rest: readonly Form[],
  scope: Scope,
  at: Position,
): Filter {
  checkUse('path', scope, at)
  const values = stringsOf(rest, scope, at)
  if (kind === 'regex') return { kind, patterns: values.map((value) => compilePattern(value, at)) }
  for (const value of values) checkPath(value, at)
  return { kind, values }
}

/** A path that is not normal matches nothing, silently. */
function checkPath(value: string, at: Position): void {
  const isNormal = value === '/' || /^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/.test(value)
  if (!isNormal) throw new ProfileError(`${JSON.stringify(value)} is not an absolute, normal path`, at)
}

function attributeFilter(name: Attribute, rest: readonly Form[], scope: Scope, at: Position): Filter {
  checkUse(name, scope, at)
  const words = ATTRIBUTES[name]
  const values = rest.map((each) => {
    if (words === 'number' && each.kind === 'number') return String(each.value)
    if (words === 'string' && each.kind === 'string') return each.value
    if (each.kind === 'symbol' && Array.isArray(words) && words.includes(each.name)) return each.name
    throw new ProfileError(`${name} does not take this`, each.at)
  })
  if (values.length === 0) throw new ProfileError(`${name} is empty`, at)
  return { kind: 'attribute', name, values }
}

function addressFilter(end: 'local' | 'remote', rest: readonly Form[], scope: Scope, at: Position): Filter {
  checkUse('address', scope, at)
  const [protocol, detail, ...others] = rest
  if (protocol?.kind !== 'symbol' || others.length > 0) throw new ProfileError(`${end} takes a protocol`, at)
  if (protocol.name === 'unix-socket') {
    const filter = detail === undefined ? undefined : filterOf(detail, scope)
    return { kind: 'address', end, address: { kind: 'unix', filter } }
  }
  if (!/^(?:ip|tcp|udp)[46]?$/.test(protocol.name)) throw new ProfileError('the protocol is not known', at)
  if (detail !== undefined && detail.kind !== 'string') throw new ProfileError('an address is a string', at)
  return { kind: 'address', end, address: addressOf(detail?.value ?? '*:*', at) }
}

function addressOf(text: string, at: Position): Address {
  const [, host, port] = /^(\*|localhost):(\*|[1-9][0-9]{0,4})$/.exec(text) ?? []
  if (host === undefined || port === undefined) {
    throw new ProfileError('host must be * or localhost in network address', at)
  }
  if (port !== '*' && Number(port) > 65_535) throw new ProfileError('the port is too large', at)
  return { kind: 'ip', host: host as '*' | 'localhost', port: port === '*' ? '*' : Number(port) }
}

function stringsOf(rest: readonly Form[], scope: Scope, at: Position): readonly string[] {
  if (rest.length === 0) throw new ProfileError('a filter is empty', at)
  return rest.map((each) => stringOf(each, scope))
}

function stringOf(form: Form, scope: Scope): string {
  if (form.kind === 'string') return form.value
  if (form.kind === 'symbol') {
    const value = scope.defined.get(form.name)
    if (value === undefined) throw new ProfileError(`${form.name} is not defined`, form.at)
    return value
  }
  const { head, rest } = application(form)
  const [name] = rest
  if (head === 'string-append') return rest.map((each) => stringOf(each, scope)).join('')
  if (head !== 'param' || name?.kind !== 'string' || rest.length !== 1) {
    throw new ProfileError('a filter takes strings', form.at)
  }
  const value = scope.values.get(name.value)
  if (value === undefined) {
    throw new ProfileError(`invalid data type of path filter: ${name.value} is not defined`, form.at)
  }
  scope.used.add(name.value)
  return value
}

function checkUse(kind: string, scope: Scope, at: Position): void {
  const prefixes = APPLIES_TO[kind] ?? []
  const wrong = scope.operations.find((name) => !prefixes.some((prefix) => name.startsWith(prefix)))
  if (wrong !== undefined) throw new ProfileError(`${wrong} cannot be filtered by ${kind}`, at)
}
