/** A policy with no symbols left: what every backend plans from and what `decide` judges by. */

import type { Access } from './access.js'
import type { EgressPolicy, EnvironmentPolicy, Limits, LinuxOptions, RuleSource } from './profile.js'

/** One literal rule: an absolute, lexically normal path and its access. */
export interface PathRule {
  readonly path: string
  readonly access: Access
  readonly source: RuleSource
}

/** One deny glob. Everything that matches, and everything below a match, is denied; nothing reopens it. */
export interface GlobRule {
  /** The absolute pattern, such as `/repo` + `/**` + `/*.env`. */
  readonly pattern: string
  /** The directory before the first wildcard: where a search for matches starts. */
  readonly base: string
  readonly source: RuleSource
}

/** A path that stays read-only below a writable root: protected metadata, or a git directory a pointer names. */
export interface ProtectedPath {
  readonly path: string
  /** `name`: a protected name directly below the root. `gitdir`: where a `.git` file points; always readable. */
  readonly kind: 'name' | 'gitdir'
}

/** A link directly below the root, such as `/tmp` to `/private/tmp`: both names mean the same place. */
export interface PathAlias {
  readonly from: string
  /** Canonical. Rules are spelled with it, and `decide` reads paths that begin with `from` as if they began with it. */
  readonly to: string
}

/** A directory (or file) that the command may write, with what stays closed below it. */
export interface WritableRoot {
  readonly path: string
  /** False when it does not exist; backends skip it and warn. */
  readonly exists: boolean
  /** Literal read rules below it that no deeper write rule covers, deepest last. */
  readonly readOnlySubpaths: readonly string[]
  readonly protectedPaths: readonly ProtectedPath[]
}

/** Something the user should know; never a reason to refuse. */
export interface PolicyWarning {
  /** Stable identifier, such as `WRITABLE_ROOT_MISSING`. */
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
}

/** See the module. Every list is sorted and free of duplicates, so that equal policies are equal values. */
export interface ResolvedPolicy {
  readonly profile: string
  readonly chain: readonly string[]
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** No sandbox at all: the caller asked for `:danger-full-access`. */
  readonly unrestricted: boolean
  readonly home: string
  readonly workspaceRoots: readonly string[]
  /** The links directly below the root of the host. Left out means none. */
  readonly aliases?: readonly PathAlias[] | undefined
  /** Literal rules by depth, then path. At most one per path: the strictest by precedence. */
  readonly rules: readonly PathRule[]
  readonly globs: readonly GlobRule[]
  readonly globScanMaxDepth?: number | undefined
  readonly protectedNames: readonly string[]
  /** True when `:minimal` is asked for: the backend adds its platform's readable system paths. */
  readonly needsPlatformDefaults: boolean
  /** `/` is readable and no rule denies anything. */
  readonly fullDiskRead: boolean
  /** `/` is writable and no rule narrows it. */
  readonly fullDiskWrite: boolean
  /** Literal read and write rules, topmost only. Empty when `fullDiskRead`. */
  readonly readableRoots: readonly string[]
  readonly writableRoots: readonly WritableRoot[]
  /** Literal deny rules, without `/`. */
  readonly deniedPaths: readonly PathRule[]
  readonly egress: EgressPolicy
  readonly environment: EnvironmentPolicy
  readonly limits: Limits
  readonly linux: LinuxOptions
  readonly warnings: readonly PolicyWarning[]
}

/** What one path may be used for, and why. */
export interface Decision {
  readonly access: Access
  /** The rule that decided; undefined when no rule covers the path. */
  readonly rule?: PathRule | GlobRule | undefined
  readonly because: 'literal' | 'glob' | 'protected' | 'gitdir' | 'no-rule' | 'unrestricted'
  /** The path as judged: absolute and normal. */
  readonly path: string
}
