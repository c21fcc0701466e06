/** Writes rules: what is said about which operations, under which filters, one filter a line. */

/** A filter as text, or several in a combination. */
export type FilterText =
  | string
  | { readonly require: 'any' | 'all' | 'not'; readonly filters: readonly FilterText[] }

/** A rule before it is text. */
export interface Rule {
  readonly action: 'allow' | 'deny'
  readonly operations: readonly string[]
  /** Alternatives. Left out, the rule always holds. */
  readonly filters?: readonly FilterText[]
}

/** The rule on its own lines. A tag is what the system's log says when the rule refuses something. */
export function ruleText({ action, operations, filters = [] }: Rule, tag?: string): string {
  const modifier = action === 'deny' && tag !== undefined ? [`(with message "${tag}")`] : []
  const head = `(${action} ${operations.join(' ')}`
  const parts = [...modifier, ...filters.map((each) => filterText(each, 2))]
  const [only] = parts
  if (only === undefined) return `${head})`
  if (parts.length === 1 && !only.includes('\n') && head.length + only.length < 100) return `${head} ${only})`
  return `${head}\n${parts.map((each) => `  ${each}`).join('\n')})`
}

function filterText(filter: FilterText, indent: number): string {
  if (typeof filter === 'string') return filter
  const inner = filter.filters.map((each) => filterText(each, filter.require === 'not' ? indent : indent + 2))
  const [only] = inner
  if (inner.length === 1 && only !== undefined) {
    return filter.require === 'not' ? `(require-not ${only})` : only
  }
  const space = ' '.repeat(indent + 2)
  return `(require-${filter.require}\n${inner.map((each) => `${space}${each}`).join('\n')})`
}

/** Everything but what any of the filters matches. */
export function noneOf(filters: readonly FilterText[]): readonly FilterText[] {
  return filters.map((each) => ({ require: 'not', filters: [each] }))
}
