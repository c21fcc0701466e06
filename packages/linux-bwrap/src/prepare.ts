/** The backend: looks at the host once, then plans and opens any number of runs under one policy. */

import { closeSync, realpathSync } from 'node:fs'
import {
  type Arch,
  buildFilter,
  buildRuleset,
  type Ruleset,
  rulesetWords,
} from '@sandbox/linux-landlock-seccomp'
import {
  type Backend,
  type CommandSpec,
  decide,
  type LaunchPlan,
  type OpenRun,
  type PreparedBackend,
  type ResolvedPolicy,
} from '@sandbox/policy'
import { closedSockets } from './daemon-sockets.js'
import { enforcementOf } from './enforcement.js'
import { cwdNotReadable, notOurPlan } from './errors.js'
import type { HostFacts } from './facts.js'
import { arrange } from './launch/arrangement.js'
import { openRun } from './launch/open-run.js'
import type { MountPlan } from './mounts.js'
import { hostPaths } from './path-view.js'
import { planMounts } from './plan.js'
import { probe } from './probe.js'
import { RunRegistry } from './registry/run-registry.js'
import { encodeArgs, renderArgv } from './render.js'
import { closedRuntimeDirectories, unreadableFile } from './runtime-directory.js'
import { encodeSpec } from './spec.js'
import { refuseUnenforced, refuseUnenforcedHere } from './unenforced.js'

/** A plan of this backend: the mounts stay typed. */
export interface BwrapPlan extends LaunchPlan {
  readonly mounts: MountPlan
}

/** The same as {@link linuxBwrap}'s `prepare`, with this backend's own types. */
export async function prepareBwrap(policy: ResolvedPolicy): Promise<PreparedBwrap> {
  refuseUnenforced(policy)
  const facts = await probe(policy)
  refuseUnenforcedHere(policy, facts)
  const registry = new RunRegistry(facts.runtimeDirectory)
  await registry.sweep()
  return new PreparedBwrap(policy, facts, registry)
}

/** bubblewrap on Linux. */
export const linuxBwrap: Backend = { name: 'linux-bwrap', prepare: prepareBwrap }

/** One policy, made ready on this host. */
export class PreparedBwrap implements PreparedBackend {
  readonly name = 'linux-bwrap'
  readonly #policy: ResolvedPolicy
  readonly #facts: HostFacts
  readonly #registry: RunRegistry
  readonly #filter: Uint8Array
  readonly #ruleset: Ruleset

  constructor(policy: ResolvedPolicy, facts: HostFacts, registry: RunRegistry) {
    this.#policy = policy
    this.#facts = facts
    this.#registry = registry
    // The architecture is one of the two: for any other there is no inner stage to find.
    this.#ruleset = buildRuleset(policy, { abi: facts.landlockAbi }, { purpose: 'layer' })
    this.#filter = buildFilter({
      egress: policy.egress.mode,
      arch: process.arch as Arch,
      allowNestedUserns: policy.linux.allowNestedUserns,
    })
  }

  get warnings() {
    return [...this.#policy.warnings, ...this.#facts.warnings]
  }

  async plan(command: CommandSpec): Promise<BwrapPlan> {
    const cwd = this.#canonicalCwd(command.cwd)
    const { launcher, masks, proc, uid } = this.#facts
    const globMatches = await this.#globMatches()
    const mounts = await this.#registry.look((placeholders) => {
      const view = hostPaths(placeholders)
      return planMounts(this.#policy, { masks, proc }, view, {
        globMatches,
        closedSockets: closedSockets(this.#policy.egress, process.env, uid, view),
        ownDirectories: [this.#facts.runtimeDirectory, ...closedRuntimeDirectories(uid, process.env)],
      })
    })
    const argv = renderArgv(mounts, {
      uid,
      masks,
      hostNetwork: this.#policy.egress.mode === 'full',
      terminal: command.terminal,
      host: { file: masks === 'launcher' ? unreadableFile(this.#facts.runtimeDirectory) : '' },
    })
    const inside: CommandSpec = {
      ...command,
      cwd,
      environment: { ...command.environment, PWD: cwd, ...markers(this.#policy) },
    }
    const spec = encodeSpec({
      command: inside,
      carves: masks === 'inner' ? mounts.carves : [],
      expected: mounts.expected,
      limits: this.#policy.limits,
      nestedNamespaces: this.#policy.linux.allowNestedUserns,
      landlock: rulesetWords(this.#ruleset),
      filter: this.#filter,
    })
    return {
      backend: this.name,
      ...arrange(launcher, this.#facts.innerDescriptor, encodeArgs(argv), spec, this.#policy.limits.output),
      environment: {},
      cwd: '/',
      command: inside,
      enforcement: enforcementOf(this.#policy, this.#facts, this.#ruleset),
      warnings: this.warnings,
      details: { launcher: describe(this.#facts), launcherArguments: argv, mounts },
      mounts,
    }
  }

  async open(plan: LaunchPlan): Promise<OpenRun> {
    if (!('mounts' in plan)) throw notOurPlan()
    const hold = await this.#registry.hold((plan as BwrapPlan).mounts.placeholders)
    try {
      return openRun(plan, hold, this.#policy.limits)
    } catch (error) {
      await hold.release()
      throw error
    }
  }

  async close(): Promise<void> {
    closeSync(this.#facts.innerDescriptor)
    if (this.#facts.launcher.descriptor !== undefined) closeSync(this.#facts.launcher.descriptor)
  }

  #canonicalCwd(cwd: string): string {
    const canonical = realpathSync.native(cwd)
    if (decide(this.#policy, canonical).access === 'deny') throw cwdNotReadable(cwd)
    return canonical
  }

  /** Searched anew for every run: an earlier command may have made a file that matches. */
  async #globMatches(): Promise<readonly string[]> {
    if (this.#policy.globs.length === 0) return []
    const { expandGlobs } = await import('./globs/expand.js')
    return expandGlobs(this.#policy)
  }
}

/** Marks that tools look for; `CODEX_SANDBOX_NETWORK_DISABLED` is the one many already know. */
function markers(policy: ResolvedPolicy): Readonly<Record<string, string>> {
  const { mode } = policy.egress
  return {
    SANDBOX: 'linux-bwrap',
    SANDBOX_NETWORK: mode,
    ...(mode === 'none' ? { CODEX_SANDBOX_NETWORK_DISABLED: '1' } : {}),
  }
}

function describe(facts: HostFacts): Readonly<Record<string, unknown>> {
  const { origin, path, version, reasons } = facts.launcher
  return { origin, path, version: version.join('.'), reasons, masks: facts.masks, proc: facts.proc }
}
