/** From what a caller asks for to a resolved policy and the command's environment: everything before a backend. */

import { homedir } from 'node:os'
import { resolve as resolvePath } from 'node:path'
import {
  type Access,
  type BuiltEnvironment,
  buildEnvironment,
  configDirectories,
  type EnvironmentTable,
  type InlineProfile,
  type LimitsTable,
  loadPolicy,
  type NetworkTable,
  type PathOption,
  type Platform,
  type PolicyWarning,
  type ResolvedPolicy,
  resolve,
} from '@sandbox/policy'
import { platformNotSupported } from './errors.js'

/** What decides which policy a command runs under. Everything may be left out. */
export interface PolicyRequest {
  /** A profile's name, or a profile itself. Default: the configuration's, else `:workspace`. */
  readonly profile?: string | InlineProfile | undefined
  /** The configuration file to use instead of the project's own; it is trusted. Relative to `cwd`. */
  readonly policyFile?: string | undefined
  /** Where commands run, and where configuration is looked for. Default: the caller's working directory. */
  readonly cwd?: string | undefined
  /** The directories the user works in. Default: `[cwd]`. */
  readonly workspaceRoots?: readonly string[] | undefined
  /** The environment that the policy's rules are applied to. Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Paths to allow reading, on top of the profile. Relative to `cwd`. */
  readonly read?: readonly string[] | undefined
  /** Paths to allow writing, on top of the profile. Relative to `cwd`. */
  readonly write?: readonly string[] | undefined
  /** Paths or globs to deny, on top of the profile. Relative to `cwd`. */
  readonly deny?: readonly string[] | undefined
  /** The network mode, or a whole `network` table, on top of the profile. */
  readonly network?: NetworkTable['mode'] | NetworkTable | undefined
  /** An `environment` table on top of the profile's. */
  readonly variables?: EnvironmentTable | undefined
  /** How long a command may run: milliseconds, or text such as `10m`. On top of the profile. */
  readonly timeout?: number | string | undefined
  /** A `limits` table on top of the profile's; `timeout` above goes before the one in it. */
  readonly limits?: LimitsTable | undefined
  /** For looking at a policy as another system would read it; paths are this host's. Default: this host's own. */
  readonly platform?: Platform | undefined
  /** The administrator's file, for tests. Default: the platform's own place. */
  readonly managedFile?: string | undefined
}

/** A policy ready for a backend. */
export interface OpenedPolicy {
  readonly policy: ResolvedPolicy
  /** Absolute. */
  readonly cwd: string
  /** What a command sees of the environment, and what was left out. */
  readonly environment: BuiltEnvironment
  /** The configuration files that had a say. */
  readonly files: readonly string[]
  /** What loading noticed; the policy's own warnings are in `policy.warnings`. */
  readonly warnings: readonly PolicyWarning[]
}

/**
 * Find, check, merge and resolve the policy of this host.
 *
 * @throws SandboxError with the codes of `loadPolicy` and `resolve`, and `PLATFORM_NOT_SUPPORTED`
 * @example
 * const { policy } = await openPolicy({ profile: ':read-only', write: ['build'] })
 */
export async function openPolicy(request: PolicyRequest = {}): Promise<OpenedPolicy> {
  const environment = request.environment ?? process.env
  const platform = request.platform ?? hostPlatform()
  const cwd = resolvePath(request.cwd ?? '.')
  const home = homeDirectory(environment)
  const workspaceRoots = request.workspaceRoots?.map((root) => resolvePath(cwd, root))
  const loaded = await loadPolicy({
    profile: request.profile,
    policyFile: request.policyFile,
    cwd,
    home,
    environment,
    platform,
    workspaceRoots,
    extraRules: pathOptions(request),
    network: typeof request.network === 'string' ? { mode: request.network } : request.network,
    variables: request.variables,
    limits: limitsTable(request),
    managedFile: request.managedFile,
  })
  const policy = resolve(loaded.profile, {
    cwd,
    home,
    platform,
    workspaceRoots,
    protectedPaths: [
      ...configDirectories({ home, environment, platform }),
      ...ownConfiguration(platform),
      ...loaded.files,
    ],
    tmpdir: platform === 'win32' ? (environment.TEMP ?? environment.TMP) : environment.TMPDIR,
  })
  return {
    policy,
    cwd,
    environment: buildEnvironment(policy.environment, environment, platform),
    files: loaded.files,
    warnings: loaded.warnings,
  }
}

/** THREAT: whoever gives commands another home has a configuration all the same, and the next run believes it. */
function ownConfiguration(platform: Platform): readonly string[] {
  return platform === hostPlatform()
    ? configDirectories({ home: homeDirectory(process.env), environment: process.env, platform })
    : []
}

/** @throws SandboxError `PLATFORM_NOT_SUPPORTED` */
export function hostPlatform(): Platform {
  const { platform } = process
  if (platform === 'linux' || platform === 'darwin' || platform === 'win32') return platform
  throw platformNotSupported(platform)
}

/** The environment's word, as every other program takes it, else the account's. */
export function homeDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const { HOME } = environment
  return process.platform !== 'win32' && HOME !== undefined && HOME.startsWith('/') ? HOME : homedir()
}

function pathOptions(request: PolicyRequest): readonly PathOption[] {
  const of = (access: Access, paths: readonly string[] = []) =>
    paths.map((path) => ({ path, access, option: `--${access}` }))
  return [...of('read', request.read), ...of('write', request.write), ...of('deny', request.deny)]
}

function limitsTable({ timeout, limits }: PolicyRequest): LimitsTable | undefined {
  if (timeout === undefined) return limits
  return { ...limits, timeout: typeof timeout === 'number' ? `${timeout}ms` : timeout }
}
