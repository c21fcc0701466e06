/** The configuration file as data: what a person may write, before anything is normalised. */

/** An access as written; `none` is an alias of `deny`. */
export type AccessWord = 'read' | 'write' | 'deny' | 'none'

/** Rules below one filesystem key: subpath (`.` is the key itself) to access. */
export type SubpathTable = Readonly<Record<string, AccessWord>>

/** What stands behind one filesystem key. */
export type PathEntry = AccessWord | SubpathTable

/**
 * The `filesystem` table: two settings, and any number of path keys.
 *
 * @example
 * const filesystem: FilesystemTable = { ':root': 'read', '~/.ssh': 'deny', '/srv': { '.': 'write', keys: 'deny' } }
 */
export interface FilesystemTable {
  /** How many directories deep a search for glob matches goes, counted from the glob's base. At least 1. */
  readonly glob_scan_max_depth?: number | undefined
  /** Names directly below a writable root that stay read-only. Default `.git`, `.agents`, `.codex`. */
  readonly protected_names?: readonly string[] | undefined
  readonly [special: `:${string}`]: PathEntry
  readonly [absolute: `/${string}`]: PathEntry
  readonly [home: `~${string}`]: PathEntry
  readonly [drive: `${string}:\\${string}`]: PathEntry
  readonly [driveSlash: `${string}:/${string}`]: PathEntry
  readonly [share: `\\\\${string}`]: PathEntry
}

/** What stands behind one domain pattern. `private` also allows private addresses behind that name. */
export type DomainEntry =
  | 'allow'
  | 'deny'
  | { readonly action: 'allow' | 'deny'; readonly private?: boolean | undefined }

/** The `network` table. */
export interface NetworkTable {
  /** No network, only through the allow-listing proxy, or the host's own network. */
  readonly mode?: 'none' | 'proxy' | 'full' | undefined
  /** Host pattern with an optional port to action, such as `*.example.com:443`. */
  readonly domains?: Readonly<Record<string, DomainEntry>> | undefined
  /** Absolute socket path to action. */
  readonly unix_sockets?: Readonly<Record<string, 'allow' | 'deny'>> | undefined
  /** Only GET, HEAD and OPTIONS. */
  readonly limited?: boolean | undefined
  /** Let the command listen on and connect to its own loopback addresses. */
  readonly allow_local_binding?: boolean | undefined
  /** The proxy our proxy goes through: an `http`, `https`, `socks5` or `socks5h` URL, or `environment`. */
  readonly upstream_proxy?: string | undefined
  /** Offer SOCKS5 beside HTTP. Default true. */
  readonly socks5?: boolean | undefined
}

/** The `environment` table. Patterns are globs over names (`*`, `?`), matched without regard to case. */
export interface EnvironmentTable {
  /** Which variables to start from. Default `all`. */
  readonly inherit?: 'all' | 'core' | 'none' | undefined
  /** Names the built-in secret patterns must not drop. */
  readonly keep?: readonly string[] | undefined
  /** Names to drop. */
  readonly exclude?: readonly string[] | undefined
  /** Variables to set, after the drops. */
  readonly set?: Readonly<Record<string, string>> | undefined
  /** When present, only matching names survive. */
  readonly only?: readonly string[] | undefined
}

/** The `limits` table. Durations such as `1h30m`; sizes such as `4GiB`, or a number of bytes. */
export interface LimitsTable {
  /** Wall time, such as `10m`. */
  readonly timeout?: string | undefined
  /** Memory of the whole process tree. */
  readonly memory?: string | number | undefined
  /** Processes and threads at one time. */
  readonly processes?: number | undefined
  /** Largest file that may be written. */
  readonly files?: string | number | undefined
  /** Processor time, such as `30s`. */
  readonly cpu?: string | undefined
  /** Standard output and error together. */
  readonly output?: string | number | undefined
}

/** The top-level `linux` table: how, not what, to enforce. */
export interface LinuxTable {
  /** Which bubblewrap runs: `auto`, `system`, `bundled`, or an absolute path. Default `auto`. */
  readonly launcher?: string | undefined
  /** Leave nested user namespaces open inside, for tools that make their own sandbox. Default false. */
  readonly allow_nested_userns?: boolean | undefined
  /** The backend to use on Linux instead of the host's default one. */
  readonly backend?: 'linux-bwrap' | 'linux-landlock-seccomp' | undefined
}

/** One `[permissions.<name>]` table. */
export interface ProfileTable {
  /** Shown to people; never inherited. */
  readonly description?: string | undefined
  /** One parent: a profile of a configuration file, `:read-only` or `:workspace`. */
  readonly extends?: string | undefined
  /** Extra workspace roots; `false` switches an inherited one off. */
  readonly workspace_roots?: Readonly<Record<string, boolean>> | undefined
  readonly filesystem?: FilesystemTable | undefined
  readonly network?: NetworkTable | undefined
  readonly environment?: EnvironmentTable | undefined
  readonly limits?: LimitsTable | undefined
}

/**
 * A profile given as an object instead of a name: the same words as one `[permissions.<name>]` table.
 *
 * @example
 * const profile: InlineProfile = { extends: ':read-only', filesystem: { '/srv/cache': 'write' } }
 */
export type InlineProfile = ProfileTable

/** A whole configuration file (`sandbox.toml`, `config.toml`). */
export interface PolicyDocument {
  /** The version of the format. Only 1 exists. */
  readonly schema_version?: 1 | undefined
  /** The profile used when none is named. */
  readonly default_permissions?: string | undefined
  readonly permissions?: Readonly<Record<string, ProfileTable>> | undefined
  readonly linux?: LinuxTable | undefined
}
