/** Profiles for tests, written as paths and accesses. */

import type { Access, Limits, Profile } from '@sandbox/policy'

/** What a test may say besides the rules. */
export interface PolicyOptions {
  readonly protectedNames?: readonly string[]
  readonly cwd?: string
  readonly egress?: 'none' | 'full'
  readonly limits?: Limits
  readonly nested?: boolean
  readonly unixSockets?: Readonly<Record<string, 'allow' | 'deny'>>
  /** What a backend puts up with: see `PrepareOptions`. */
  readonly strict?: boolean
  /** `bundled` unless a test needs another one. */
  readonly launcher?: string
  /** A command that makes another host of this one, such as `unshare`, and then runs what follows it. */
  readonly host?: readonly string[]
  /** `inherit` gives the driver's streams to the command. */
  readonly stdio?: 'inherit' | 'pipe'
  /** Extra variables for the command. */
  readonly environment?: Readonly<Record<string, string>>
  /** Extra variables for the process that starts the sandbox. */
  readonly driverEnvironment?: Readonly<Record<string, string>>
}

/** A profile with these rules; keys are absolute paths, globs or `:`-symbols. */
export function profileOf(rules: Readonly<Record<string, Access>>, options: PolicyOptions = {}): Profile {
  return {
    name: 'test',
    chain: ['test'],
    unrestricted: false,
    workspaceRoots: [],
    rules: Object.entries(rules).map(([key, access]) => ({
      key,
      subpath: '.',
      access,
      source: { keyPath: `permissions.test.filesystem."${key}"`, profile: 'test' },
    })),
    protectedNames: options.protectedNames ?? [],
    egress: {
      mode: options.egress ?? 'none',
      domains: [],
      unixSockets: options.unixSockets ?? {},
      limited: false,
      allowLocalBinding: false,
      socks5: true,
    },
    environment: { inherit: 'all', keep: [], exclude: [], set: {} },
    limits: options.limits ?? {},
    linux: { launcher: options.launcher ?? 'bundled', allowNestedUserns: options.nested ?? false },
  }
}
