/** Turns the first issue of the schema into one sentence: where, what was found, what is accepted. */

import type { core } from 'zod/mini'
import { SandboxError } from './errors.js'
import { formatKeyPath, type KeySegment } from './keypath.js'
import { nearestWord } from './nearest.js'
import { replacementForKey } from './retired.js'

type Issue = core.$ZodIssue
type Schema = core.$ZodType

/** The error for a value that the schema refused. `where` is the file, or how the value was passed. */
export function schemaError(
  issues: readonly Issue[],
  root: Schema,
  value: unknown,
  where: string,
): SandboxError {
  // The deepest issue is the most precise; unions report one issue per member.
  const [path, issue] = mostPrecise(issues[0], [])
  if (issue?.code === 'unrecognized_keys') {
    return unknownKey(where, path, issue.keys[0] ?? '', knownKeys(root, path, value))
  }
  const found = valueAt(value, path)
  const accepted = issue?.message ?? 'another value'
  if (path.length === 1 && path[0] === 'schema_version') return newerFormat(where, found)
  return new SandboxError({
    code: 'POLICY_BAD_VALUE',
    message: `${where}: ${formatKeyPath(path)} is ${describeValue(found)}; accepted: ${accepted}.`,
    hint: valueHint(path, found, accepted),
  })
}

function unknownKey(
  where: string,
  path: readonly KeySegment[],
  key: string,
  known: readonly string[],
): SandboxError {
  const replacement = replacementForKey(key)
  const nearest = nearestWord(key, known)
  const hint =
    replacement !== undefined
      ? `Write ${replacement}.`
      : nearest !== undefined
        ? `Did you mean ${nearest}?`
        : `Known keys here: ${known.join(', ')}.`
  return new SandboxError({
    code: replacement === undefined ? 'POLICY_UNKNOWN_KEY' : 'POLICY_RETIRED_KEY',
    message: `${where}: ${formatKeyPath([...path, key])} is not a known key.`,
    hint,
  })
}

function newerFormat(where: string, found: unknown): SandboxError {
  return new SandboxError({
    code: 'POLICY_SCHEMA_VERSION',
    message: `${where}: schema_version is ${describeValue(found)}; this version of Sandbox reads 1.`,
    hint: 'Upgrade Sandbox, or write schema_version = 1.',
  })
}

function mostPrecise(
  issue: Issue | undefined,
  base: readonly KeySegment[],
): [KeySegment[], Issue | undefined] {
  const path = [
    ...base,
    ...(issue?.path ?? []).map((step) => (typeof step === 'number' ? step : String(step))),
  ]
  if (issue?.code !== 'invalid_union') return [path, issue]
  // A table behind a key can only have been meant as the table form: tell what is wrong inside it.
  for (const member of issue.errors) {
    const inside = member.find(
      (candidate) => candidate.path.length > 0 || candidate.code === 'unrecognized_keys',
    )
    if (inside !== undefined) return mostPrecise(inside, path)
  }
  return [path, issue]
}

/** The keys of the table at `path`, read from the schema itself so that they cannot go stale. */
function knownKeys(root: Schema, path: readonly KeySegment[], value: unknown): readonly string[] {
  let schema: Schema | undefined = root
  let found = value
  for (const step of path) {
    schema = schema === undefined ? undefined : schemaBehind(schema, step)
    found = valueAt(found, [step])
  }
  const table = schema === undefined ? undefined : tableForm(schema)
  return table === undefined ? [] : Object.keys(table.shape)
}

function definition(schema: Schema): core.$ZodTypes['_zod']['def'] {
  return (schema as core.$ZodTypes)._zod.def
}

function schemaBehind(schema: Schema, step: KeySegment): Schema | undefined {
  const def = definition(schema)
  switch (def.type) {
    case 'optional':
      return schemaBehind(def.innerType, step)
    case 'record':
      return def.valueType
    case 'object':
      return Object.hasOwn(def.shape, step) ? def.shape[step] : def.catchall
    default:
      return undefined
  }
}

function tableForm(schema: Schema): core.$ZodObjectDef | undefined {
  const def = definition(schema)
  switch (def.type) {
    case 'optional':
      return tableForm(def.innerType)
    case 'union':
      return def.options.map(tableForm).find((option) => option !== undefined)
    case 'object':
      return def
    default:
      return undefined
  }
}

function valueAt(value: unknown, path: readonly KeySegment[]): unknown {
  let current = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined
    current = Reflect.get(current, step)
  }
  return current
}

function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'object':
      return 'a table'
    case 'undefined':
      return 'missing'
    default:
      return `a ${typeof value}`
  }
}

function valueHint(path: readonly KeySegment[], found: unknown, accepted: string): string {
  const key = path.at(-1)
  if (key === 'mode' && found === 'limited') return 'Write limited = true beside mode = "proxy".'
  if (key === 'extends' && Array.isArray(found)) return 'A profile has one parent; chain them instead.'
  const words = accepted.split(', ').filter((word) => /^[a-z0-9-]+$/.test(word))
  const nearest = typeof found === 'string' ? nearestWord(found, words) : undefined
  if (nearest !== undefined) return `Did you mean ${nearest}?`
  return `Write ${accepted.replaceAll(', ', ' or ').replace(' or or ', ' or ')}.`
}
