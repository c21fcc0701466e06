/** From a request to one profile: finds the files, judges which may be believed, selects, merges, limits. */

import {
  checkAllowedProfile,
  checkManagedDenials,
  checkManagedOptions,
  withManagedLimits,
} from './apply-managed.js'
import type { InlineProfile } from './document.js'
import { mergeLayers } from './extends.js'
import { finishProfile } from './finish.js'
import { configDirectories, managedPolicyFile, type PolicyHost, temporaryDirectory } from './host.js'
import { type ManagedLimits, readManagedLimits } from './managed.js'
import { narrowerOrEqual } from './narrower.js'
import { optionsOnFullAccess } from './option-errors.js'
import { areEmpty, compileOptions, type RunOptions } from './options.js'
import type { LinuxOptions, Profile } from './profile.js'
import type { MergedLayer } from './profiles.js'
import type { FindWidenings } from './project.js'
import { type ResolveContext, resolve } from './resolve.js'
import type { PolicyWarning } from './resolved.js'
import { selectProfileOf } from './select.js'
import { readSources } from './sources.js'

/** What a run asks for. Paths of `cwd` and `home` are absolute. */
export interface LoadRequest extends PolicyHost, RunOptions {
  /** The name of a profile, or a profile itself. The configuration's default when left out. */
  readonly profile?: string | InlineProfile | undefined
  /** The configuration file to use instead of the project's own. Relative to `cwd`. */
  readonly policyFile?: string | undefined
  /** The directories the user works in; `[cwd]` when left out. */
  readonly workspaceRoots?: readonly string[] | undefined
  /** The administrator's file; the platform's own place when left out. */
  readonly managedFile?: string | undefined
}

/** A profile ready to be resolved, and where it came from. */
export interface LoadedPolicy {
  readonly profile: Profile
  /** The files that had a say, in the order in which names are looked up. */
  readonly files: readonly string[]
  readonly warnings: readonly PolicyWarning[]
  /** The administrator's file, when there is one. */
  readonly managed?: ManagedLimits | undefined
}

/**
 * Finds, checks and merges everything that decides what a command may touch. Without any configuration file the
 * answer is `:workspace`, and no parser is loaded.
 *
 * @throws SandboxError `POLICY_…` for what cannot be read or understood, `POLICY_PROJECT_WIDENS` for a project file
 * that nobody trusts and that asks for more, `MANAGED_…` for what the administrator does not permit
 * @example
 * const { profile } = await loadPolicy({
 *   cwd: process.cwd(), home: homedir(), environment: process.env, platform: 'linux', profile: 'dev',
 * })
 */
export async function loadPolicy(request: LoadRequest): Promise<LoadedPolicy> {
  const managed = await readManagedLimits(request.managedFile ?? managedPolicyFile(request.platform))
  const sources = await readSources(request, request.policyFile, managed?.profiles)
  const findWidenings = comparison(request)
  const { merged, project } = await selectProfileOf(sources, request.profile, findWidenings)
  const selected = finishProfile(merged.layer, merged.chain, sources.linux)
  const chosen = withOptions(request, merged, selected, sources.linux)
  return {
    profile: managed === undefined ? chosen : keepLimits(request, managed, selected, chosen, findWidenings),
    files: [...sources.files.map(({ file }) => file), ...(project === undefined ? [] : [project])],
    warnings: sources.warnings,
    ...(managed === undefined ? {} : { managed }),
  }
}

/** @throws SandboxError `MANAGED_…` */
function keepLimits(
  request: LoadRequest,
  managed: ManagedLimits,
  selected: Profile,
  chosen: Profile,
  findWidenings: FindWidenings,
): Profile {
  checkAllowedProfile(managed, selected.name)
  if (chosen !== selected) checkManagedOptions(managed, findWidenings(chosen, selected))
  const limited = withManagedLimits(chosen, managed)
  const context = contextOf(request)
  if (managed.deny.length > 0) {
    checkManagedDenials(resolve(chosen, context), resolve(limited, context), managed)
  }
  return limited
}

function withOptions(
  request: LoadRequest,
  selected: MergedLayer,
  chosen: Profile,
  linux: LinuxOptions,
): Profile {
  if (areEmpty(request)) return chosen
  if (chosen.unrestricted) refuseIgnoredOptions(request, chosen)
  const options = compileOptions(chosen.name, request, request)
  const layer = { ...mergeLayers(selected.layer, options), description: chosen.description }
  return finishProfile(layer, selected.chain, linux)
}

/** Variables and limits need no sandbox; rules do. */
function refuseIgnoredOptions({ extraRules = [], network }: RunOptions, chosen: Profile): void {
  const [rule] = extraRules
  if (rule !== undefined) throw optionsOnFullAccess(chosen.name, rule.option)
  if (network !== undefined) throw optionsOnFullAccess(chosen.name, '--network')
}

function comparison(request: LoadRequest): FindWidenings {
  const context = contextOf(request)
  return (a, b) => {
    const answer = narrowerOrEqual(resolve(a, context), resolve(b, context))
    return answer.ok ? [] : answer.widening
  }
}

function contextOf(request: LoadRequest): ResolveContext {
  return {
    cwd: request.cwd,
    home: request.home,
    platform: request.platform,
    workspaceRoots: request.workspaceRoots,
    tmpdir: temporaryDirectory(request),
    protectedPaths: configDirectories(request),
  }
}
