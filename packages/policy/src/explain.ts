/** Tells in words why a path is answered as it is, which rules lost, and what to write to change it. */

import type { Access } from './access.js'
import { compileDecider, type DecideOptions, type DeciderOptions } from './decide.js'
import type { PathText } from './glob/bytes.js'
import { compileGlobs } from './glob.js'
import { describeSource } from './path-errors.js'
import { isAtOrBelow } from './paths.js'
import type { Decision, GlobRule, PathRule, ResolvedPolicy } from './resolved.js'

/** A rule that also covers the path but did not decide. */
export interface CompetingRule {
  readonly rule: PathRule | GlobRule
  /** Where it was written. */
  readonly writtenAt: string
  /** Why it lost, in one sentence. */
  readonly lostBecause: string
}

/** See the module. */
export interface Explanation {
  readonly decision: Decision
  /** One sentence. */
  readonly reason: string
  /** Where the deciding rule was written; undefined when there is none. */
  readonly writtenAt?: string | undefined
  /** From the one that came closest. */
  readonly competing: readonly CompetingRule[]
  /** What to write to get another answer. */
  readonly change: readonly string[]
}

/**
 * Explains one path.
 *
 * @throws SandboxError `PATH_NOT_ABSOLUTE`, `PATH_HAS_NUL`
 * @example explain(policy, '/repo/.git/config').reason
 */
export function explain(
  policy: ResolvedPolicy,
  path: PathText,
  options: DecideOptions & DeciderOptions = {},
): Explanation {
  const decision = compileDecider(policy, options).decide(path, options)
  const { rule } = decision
  return {
    decision,
    reason: reasonFor(decision, policy),
    writtenAt: rule === undefined ? undefined : describeSource(rule.source),
    competing: competingRules(policy, decision),
    change: changesFor(decision, policy),
  }
}

function reasonFor({ because, rule, access, path }: Decision, policy: ResolvedPolicy): string {
  switch (because) {
    case 'unrestricted':
      return `The profile ${policy.profile} runs without a sandbox, so everything may be written.`
    case 'no-rule':
      return `No rule covers ${path}, and what no rule covers is denied.`
    case 'glob':
      return `The glob ${rule !== undefined && 'pattern' in rule ? rule.pattern : ''} denies ${path}.`
    case 'protected':
      return `${path} is protected metadata of a writable directory: it may be read, not written.`
    case 'gitdir':
      return `${path} belongs to the git directory of a writable working tree: it may be read, not written.`
    case 'literal': {
      const place = rule !== undefined && 'path' in rule ? rule.path : path
      return `The rule for ${place} is the deepest that covers ${path} and says ${access}.`
    }
  }
}

function competingRules(policy: ResolvedPolicy, decision: Decision): readonly CompetingRule[] {
  if (policy.unrestricted) return []
  const { path, rule: winner, because } = decision
  const literal = policy.rules
    .filter((rule) => rule !== winner && isAtOrBelow(path, rule.path, policy.platform))
    .reverse()
    .map((rule) => ({ rule, lostBecause: whyLiteralLost(because, rule.access) }))
  const globs = policy.globs
    .filter((glob) => glob !== winner && compileGlobs([glob.pattern], policy.platform).denying(path) !== -1)
    .map((rule) => ({ rule, lostBecause: 'Another glob that denies the path comes first.' }))
  return [...globs, ...literal].map(({ rule, lostBecause }) => ({
    rule,
    writtenAt: describeSource(rule.source),
    lostBecause,
  }))
}

function whyLiteralLost(because: Decision['because'], access: Access): string {
  if (because === 'glob') return 'A deny glob matches, and nothing reopens what a glob denies.'
  return `A deeper rule covers the path, so this ${access} does not reach it.`
}

function changesFor({ because, path, access }: Decision, policy: ResolvedPolicy): readonly string[] {
  const key = JSON.stringify(path)
  switch (because) {
    case 'unrestricted':
      return ['Select another profile, such as :workspace.']
    case 'glob':
      return ['Remove the glob or make it narrower; no other rule can open the path.']
    case 'protected':
      return [`Write ${key} = "write" under filesystem; a rule for a directory above does not open it.`]
    case 'gitdir':
      return [
        `Write ${key} = "write" under filesystem, or name a directory above it other than a workspace root.`,
      ]
    case 'no-rule':
    case 'literal':
      return otherAccesses(access).map((other) =>
        other === 'deny'
          ? `Write ${key} = "deny" under filesystem to close it.`
          : `Write ${key} = "${other}" under filesystem in ${policy.profile.startsWith(':') ? 'a profile of your own' : `permissions.${policy.profile}`} to let it be ${other === 'read' ? 'read only' : 'written'}.`,
      )
  }
}

function otherAccesses(access: Access): readonly Access[] {
  return (['read', 'write', 'deny'] as const).filter((each) => each !== access)
}
