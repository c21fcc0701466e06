/** A tree of rules by path component, which finds the rule that covers a path in one walk. */

import { foldCase, type Platform, separatorOf } from '../paths.js'
import type { PathRule, ProtectedPath } from '../resolved.js'

interface Branch {
  readonly names: Map<string, Branch>
  rule?: PathRule
  guard?: ProtectedPath
}

/** The rule that covers a path and, deeper than it, the protection that does. */
export interface Cover {
  readonly rule: PathRule | undefined
  /** Set only when nothing was written at or below the protected path. */
  readonly guard: ProtectedPath | undefined
}

/** The literal rules and protected paths of one policy. */
export class RuleTree {
  readonly #root: Branch = { names: new Map() }
  readonly #platform: Platform
  readonly #separator: string
  /** Where the first name of a path begins. */
  readonly #first: number

  constructor(platform: Platform) {
    this.#platform = platform
    this.#separator = separatorOf(platform)
    this.#first = platform === 'win32' ? 0 : 1
  }

  /** Adds a rule unless its path has one. */
  addRule(rule: PathRule): void {
    this.#branch(rule.path).rule ??= rule
  }

  addGuard(guard: ProtectedPath): void {
    this.#branch(guard.path).guard ??= guard
  }

  /** The deepest rule at or above a normal path whose case is folded, and the protection below that rule. */
  cover(folded: string): Cover {
    let branch: Branch | undefined = this.#root
    let rule = branch.rule
    let guard: ProtectedPath | undefined
    // Names are cut one after the other, because most answers are found before the path ends.
    for (let start = this.#first; start < folded.length; ) {
      const end = nameEnd(folded, start, this.#separator)
      branch = branch.names.get(folded.slice(start, end))
      if (branch === undefined) break
      if (branch.rule !== undefined) {
        // A rule written at or below a protected path speaks for itself.
        rule = branch.rule
        guard = undefined
      } else if (branch.guard !== undefined) {
        guard = branch.guard
      }
      start = end + 1
    }
    return { rule, guard }
  }

  /** The deepest rule at or above a normal path. */
  find(path: string): PathRule | undefined {
    return this.cover(foldCase(path, this.#platform)).rule
  }

  #branch(path: string): Branch {
    const folded = foldCase(path, this.#platform)
    let branch = this.#root
    for (let start = this.#first; start < folded.length; ) {
      const end = nameEnd(folded, start, this.#separator)
      const name = folded.slice(start, end)
      let next = branch.names.get(name)
      if (next === undefined) {
        next = { names: new Map() }
        branch.names.set(name, next)
      }
      branch = next
      start = end + 1
    }
    return branch
  }
}

/** Where the name that begins at `start` ends. A share on Windows, with a separator inside, is one name. */
function nameEnd(path: string, start: number, separator: string): number {
  const from = start === 0 && path.startsWith('\\\\') ? path.indexOf('\\', 2) + 1 : start
  const end = path.indexOf(separator, from)
  return end === -1 ? path.length : end
}

/** A tree of rules alone. */
export function literalRules(rules: readonly PathRule[], platform: Platform): RuleTree {
  const tree = new RuleTree(platform)
  for (const rule of rules) tree.addRule(rule)
  return tree
}
