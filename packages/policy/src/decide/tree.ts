/** A tree of rules by path component, which finds the rule that covers a path in one walk. */

import { componentsOf, foldCase, type Platform, separatorOf } from '../paths.js'
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

  constructor(platform: Platform) {
    this.#platform = platform
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
    // The walk cuts one name after the other: most answers are found before the path ends.
    const separator = separatorOf(this.#platform)
    const last = folded.length
    let start = this.#platform === 'win32' ? 0 : 1
    while (start < last) {
      const found = folded.indexOf(separator, start === 0 ? firstNameEnd(folded) : start)
      const end = found === -1 ? last : found
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
    let branch = this.#root
    for (const name of componentsOf(foldCase(path, this.#platform), this.#platform)) {
      let next = branch.names.get(name)
      if (next === undefined) {
        next = { names: new Map() }
        branch.names.set(name, next)
      }
      branch = next
    }
    return branch
  }
}

/** On Windows the first name is a drive, or a share with two separators before and one inside. */
function firstNameEnd(path: string): number {
  return path.startsWith('\\\\') ? path.indexOf('\\', 2) + 1 : 0
}

/** A tree of rules alone. */
export function literalRules(rules: readonly PathRule[], platform: Platform): RuleTree {
  const tree = new RuleTree(platform)
  for (const rule of rules) tree.addRule(rule)
  return tree
}
