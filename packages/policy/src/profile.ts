/** A profile as a person wrote it, after validation and before any symbol is resolved. */

import type { Access } from './access.js'

/** Where something was written, for explanations and error messages. */
export interface RuleSource {
  /** The file, or undefined for built-ins, options and inline profiles. */
  readonly file?: string | undefined
  /** The key path inside it, such as `permissions.dev.filesystem."~/.ssh"`, or the option, such as `--deny`. */
  readonly keyPath: string
  /** The profile in the `extends` chain that holds it. */
  readonly profile?: string | undefined
}

/** One filesystem entry: a key (and subpath) as written, its access and where it stands. */
export interface ProfileRule {
  /** Normalised spelling of the key: `:root`, `:workspace_roots`, `~/x`, `/abs`, a glob. */
  readonly key: string
  /** `.` for the key itself, else normal components joined by `/`; may be a glob when access is `deny`. */
  readonly subpath: string
  readonly access: Access
  readonly source: RuleSource
}

/** Egress modes: no network, only through the allow-listing proxy, or the host's own network. */
export type EgressMode = 'none' | 'proxy' | 'full'

/** One domain rule. */
export interface DomainRule {
  /** The normalised pattern, without a port. */
  readonly host: string
  /** Inclusive port ranges; undefined means the default (80 and 443 for names, any for `*`). */
  readonly ports?: readonly (readonly [number, number])[] | undefined
  readonly action: 'allow' | 'deny'
  /** True when private addresses behind this name are wanted. */
  readonly private: boolean
  readonly source: RuleSource
}

/** The network section, validated and carried; enforcement of `proxy` belongs to the egress proxy. */
export interface EgressPolicy {
  readonly mode: EgressMode
  readonly domains: readonly DomainRule[]
  readonly unixSockets: Readonly<Record<string, 'allow' | 'deny'>>
  readonly limited: boolean
  readonly allowLocalBinding: boolean
  readonly upstreamProxy?: string | undefined
  readonly socks5: boolean
}

/** The environment section. Patterns are globs over names, matched without regard to case. */
export interface EnvironmentPolicy {
  readonly inherit: 'all' | 'core' | 'none'
  readonly keep: readonly string[]
  readonly exclude: readonly string[]
  readonly set: Readonly<Record<string, string>>
  /** When present, only matching names survive. */
  readonly only?: readonly string[] | undefined
}

/** The limits section. Durations in milliseconds, sizes in bytes, counts as they are. */
export interface Limits {
  readonly timeout?: number | undefined
  readonly memory?: number | undefined
  readonly processes?: number | undefined
  /** Largest file that may be written, in bytes. */
  readonly files?: number | undefined
  /** Processor time, in milliseconds. */
  readonly cpu?: number | undefined
  /** Bytes of standard output and error together. */
  readonly output?: number | undefined
}

/** The `[linux]` section of a configuration file: how, not what, to enforce. */
export interface LinuxOptions {
  /** `auto`, `system`, `bundled`, or an absolute path. */
  readonly launcher: 'auto' | 'system' | 'bundled' | (string & {})
  /** Leave nested user namespaces open inside, for tools that make their own sandbox. */
  readonly allowNestedUserns: boolean
  /** The backend to use instead of the host's default one. */
  readonly backend?: 'linux-bwrap' | 'linux-landlock-seccomp' | undefined
}

/** A profile after `extends` was followed: parents merged first, every entry with its source. */
export interface Profile {
  readonly name: string
  readonly description?: string | undefined
  /** The selected profile first, then its parents. */
  readonly chain: readonly string[]
  /** True for `:danger-full-access` only: no sandbox at all. */
  readonly unrestricted: boolean
  /** Extra workspace roots as written (relative ones are relative to the policy's directory) and where. */
  readonly workspaceRoots: readonly {
    readonly path: string
    readonly source: RuleSource
  }[]
  readonly rules: readonly ProfileRule[]
  readonly globScanMaxDepth?: number | undefined
  readonly protectedNames: readonly string[]
  readonly egress: EgressPolicy
  readonly environment: EnvironmentPolicy
  readonly limits: Limits
  readonly linux: LinuxOptions
}
