/** Answers what a policy lets a command do with one path: the truth that every backend must agree with. */

import { ACCESS_WIDTH } from './access.js'
import { RuleTree } from './decide/tree.js'
import { type PathText, pathText } from './glob/bytes.js'
import { compileGlobs } from './glob.js'
import { foldCase, normalPath } from './paths.js'
import { platformDefaults } from './platform-defaults.js'
import { withoutAlias } from './resolve/aliases.js'
import type { Decision, ResolvedPolicy } from './resolved.js'

export { LINUX_PLATFORM_DEFAULTS, MACOS_PLATFORM_DEFAULTS } from './platform-defaults.js'

/** Other names of the path, such as its canonical one; the strictest answer of all counts. */
export interface DecideOptions {
  readonly spellings?: readonly PathText[] | undefined
}

/** A policy made ready to answer. */
export interface Decider {
  /** @throws SandboxError `PATH_NOT_ABSOLUTE`, `PATH_HAS_NUL` */
  decide(path: PathText, options?: DecideOptions): Decision
}

/** What a decider may know besides the policy. */
export interface DeciderOptions {
  /**
   * What `:minimal` stands for here; read only when the policy asks for it. When left out,
   * {@link LINUX_PLATFORM_DEFAULTS} on Linux, {@link MACOS_PLATFORM_DEFAULTS} on macOS, and nothing elsewhere.
   */
  readonly platformDefaults?: readonly string[] | undefined
}

/**
 * Builds the tree and the matcher of a policy once, for many questions.
 *
 * @example
 * const decider = compileDecider(policy)
 * decider.decide('/repo/.git/config').access // 'read'
 */
export function compileDecider(policy: ResolvedPolicy, options: DeciderOptions = {}): Decider {
  const { platform } = policy
  const aliases = policy.aliases ?? []
  const tree = new RuleTree(platform)
  for (const rule of policy.rules) tree.addRule(rule)
  for (const root of policy.writableRoots) for (const guard of root.protectedPaths) tree.addGuard(guard)
  for (const path of defaultsOf(policy, options)) {
    const source = { keyPath: ':minimal' }
    tree.addRule({ path: withoutAlias(path, aliases, platform), access: 'read', source })
  }
  const globs = compileGlobs(
    policy.globs.map((glob) => glob.pattern),
    platform,
  )

  function judge(given: PathText): Decision {
    const path = withoutAlias(normalPath(pathText(given), platform), aliases, platform)
    if (policy.unrestricted) return { access: 'write', because: 'unrestricted', path }
    const folded = foldCase(path, platform)
    const glob = policy.globs[globs.denying(folded)]
    if (glob !== undefined) return { access: 'deny', rule: glob, because: 'glob', path }
    const { rule, guard } = tree.cover(folded)
    if (rule === undefined) return { access: 'deny', because: 'no-rule', path }
    if (guard === undefined || rule.access !== 'write') {
      return { access: rule.access, rule, because: 'literal', path }
    }
    return { access: 'read', rule, because: guard.kind === 'gitdir' ? 'gitdir' : 'protected', path }
  }

  return {
    decide(path, decideOptions) {
      let strictest = judge(path)
      for (const spelling of decideOptions?.spellings ?? []) {
        const other = judge(spelling)
        if (ACCESS_WIDTH[other.access] < ACCESS_WIDTH[strictest.access]) strictest = other
      }
      return strictest
    },
  }
}

function defaultsOf(policy: ResolvedPolicy, options: DeciderOptions): readonly string[] {
  if (!policy.needsPlatformDefaults) return []
  return options.platformDefaults ?? platformDefaults(policy.platform)
}

const deciders = new WeakMap<ResolvedPolicy, Decider>()

/**
 * What a command may do with `path` under `policy`, and why. Deny globs first, then the deepest literal rule, then
 * protected metadata; no rule means deny.
 *
 * @throws SandboxError `PATH_NOT_ABSOLUTE`, `PATH_HAS_NUL`
 * @example decide(policy, '/repo/.env', { spellings: [realpathSync('/repo/.env')] }).access
 */
export function decide(policy: ResolvedPolicy, path: PathText, options?: DecideOptions): Decision {
  let decider = deciders.get(policy)
  if (decider === undefined) {
    decider = compileDecider(policy)
    deciders.set(policy, decider)
  }
  return decider.decide(path, options)
}
