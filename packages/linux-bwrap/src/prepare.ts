/** The backend: looks at the host once, then plans and opens any number of runs under one policy. */

import { closeSync, realpathSync } from 'node:fs'
import {
  type Arch,
  buildFilter,
  buildRuleset,
  type CgroupPlan,
  closedRuntimeDirectories,
  closedSockets,
  encodeSpec,
  globMatches,
  hostPaths,
  locate,
  openRun,
  planCgroup,
  type Ruleset,
  refuseUnenforced,
  requireProc,
  rulesetWords,
  servedSockets,
  sharedDirectory,
} from '@sandbox/linux-landlock-seccomp/stage'
import {
  type Backend,
  type CommandSpec,
  commandInside,
  decide,
  type LaunchPlan,
  notOurPlan,
  type OpenRun,
  type PreparedBackend,
  type PrepareOptions,
  type ResolvedPolicy,
  refusePlantedSockets,
} from '@sandbox/policy'
import { arrangeLaunch } from './arrangement.js'
import { enforcementOf } from './enforcement.js'
import { spellingNotClosed } from './errors.js'
import type { HostFacts } from './facts.js'
import { withFileSystems } from './file-systems.js'
import { mountWords } from './mount-words.js'
import type { MountPlan } from './mounts.js'
import { type PlannedSocket, planSockets, socketWords } from './plan/sockets.js'
import { type OpenSpelling, openSpelling } from './plan/spellings.js'
import { planMounts } from './plan.js'
import { probe } from './probe.js'
import { RunRegistry } from './registry/run-registry.js'
import { encodeArgs, renderArgv } from './render.js'
import { refuseUnenforcedHere } from './unenforced.js'
import { unreadableFile } from './unreadable-file.js'

/** In the network namespace of each run, in which nothing else listens. */
const EGRESS_ENDPOINT = { host: '127.0.0.1', port: 3128 } as const

/** The launcher stands between `launch` and the inner stage. */
const GENERATIONS = 2

/** The inner stage's threads: one hears of connections, another makes one. More count as the command's. */
const CONNECTING_THREADS = 2

/** A plan of this backend: the mounts stay typed. */
export interface BwrapPlan extends LaunchPlan {
  readonly mounts: MountPlan
  readonly cgroup: CgroupPlan | undefined
}

/** The same as {@link linuxBwrap}'s `prepare`, with this backend's own types. */
export async function prepareBwrap(
  policy: ResolvedPolicy,
  { servesEgress = false, strict = true }: PrepareOptions = {},
): Promise<PreparedBwrap> {
  requireProc()
  refuseUnenforced(policy, { servesEgress, servesSockets: true })
  const facts = await probe(policy)
  refuseUnenforcedHere(policy, facts)
  const registry = new RunRegistry(sharedDirectory(facts.uid, process.env, policy))
  await registry.sweep()
  return new PreparedBwrap(policy, facts, registry, strict)
}

/** bubblewrap on Linux. */
export const linuxBwrap: Backend = { name: 'linux-bwrap', prepare: prepareBwrap }

/** One policy, made ready on this host. */
export class PreparedBwrap implements PreparedBackend {
  readonly name = 'linux-bwrap'
  readonly #policy: ResolvedPolicy
  readonly #facts: HostFacts
  readonly #registry: RunRegistry
  readonly #strict: boolean
  readonly #connectHelper: ShownProgram | undefined
  readonly #filter: Uint8Array
  readonly #ruleset: Ruleset

  constructor(policy: ResolvedPolicy, facts: HostFacts, registry: RunRegistry, strict: boolean) {
    this.#policy = policy
    this.#facts = facts
    this.#registry = registry
    this.#strict = strict
    this.#connectHelper =
      policy.egress.mode === 'proxy' ? connectHelperFor(policy, facts.innerPath) : undefined
    // The architecture is one of the two: for any other there is no inner stage to find.
    this.#ruleset = buildRuleset(
      policy,
      { abi: facts.landlockAbi },
      { purpose: 'layer', proxyPorts: [EGRESS_ENDPOINT.port] },
    )
    this.#filter = buildFilter({
      egress: policy.egress.mode,
      arch: process.arch as Arch,
      unixSockets: servedSockets(policy.egress).length > 0,
      allowNestedUserns: policy.linux.allowNestedUserns,
    })
  }

  get egressEndpoint() {
    return this.#policy.egress.mode === 'proxy' ? EGRESS_ENDPOINT : undefined
  }

  get connectHelper() {
    return this.#connectHelper?.path
  }

  get warnings() {
    return [...this.#policy.warnings, ...this.#facts.warnings]
  }

  async plan(command: CommandSpec): Promise<BwrapPlan> {
    const inside = commandInside(command, this.#policy, this.name)
    const { launcher, masks, proc, uid } = this.#facts
    const matches = await globMatches(this.#policy)
    let sockets: readonly PlannedSocket[] = []
    let open: OpenSpelling | undefined
    const mounts = await this.#registry.look((placeholders) => {
      const view = hostPaths(placeholders)
      refusePlantedSockets(this.#policy, (path) => locate(view, path))
      sockets = planSockets(this.#policy, view)
      const planned = planMounts(this.#policy, { masks, proc }, view, {
        globMatches: matches,
        shown: [...sockets, ...(this.#connectHelper === undefined ? [] : [this.#connectHelper])]
          .filter(({ needsShowing }) => needsShowing)
          .map(({ path }) => path),
        closedSockets: closedSockets(this.#policy.egress, process.env, uid, view),
        ownDirectories: [
          this.#facts.runtimeDirectory,
          ...closedRuntimeDirectories(uid, process.env),
          ...(this.#facts.cgroup?.mountPoints ?? []),
        ],
      })
      open = openSpelling(planned, withFileSystems(view))
      return planned
    })
    if (open !== undefined && this.#strict) throw spellingNotClosed(open)
    const argv = renderArgv(mounts, {
      uid,
      masks,
      hostNetwork: this.#policy.egress.mode === 'full',
      terminal: command.terminal,
      host: { file: masks === 'launcher' ? unreadableFile(this.#facts.runtimeDirectory) : '' },
    })
    const { limits } = this.#policy
    const parent = this.#facts.cgroup
    const threads = sockets.length > 0 ? CONNECTING_THREADS : 0
    const cgroup = parent === undefined ? undefined : planCgroup(limits, parent, GENERATIONS + threads)
    const spec = encodeSpec({
      command: inside,
      mounts: mountWords(mounts.expected, masks === 'inner' ? mounts.carves : []),
      limits,
      hasCgroup: cgroup !== undefined,
      nestedNamespaces: this.#policy.linux.allowNestedUserns,
      hostNetwork: this.#policy.egress.mode === 'full',
      sockets: socketWords(sockets),
      landlock: rulesetWords(this.#ruleset),
      filters: [this.#filter],
    })
    return {
      backend: this.name,
      ...arrangeLaunch(launcher, {
        inner: this.#facts.innerDescriptor,
        options: encodeArgs(argv),
        spec,
        outputLimit: limits.output,
        cgroup,
        listenerPort: this.egressEndpoint?.port,
      }),
      handsListenerOut: this.egressEndpoint !== undefined,
      environment: {},
      cwd: '/',
      command: inside,
      enforcement: enforcementOf(this.#policy, this.#facts, this.#ruleset, open),
      warnings: this.warnings,
      details: { launcher: describe(this.#facts), launcherArguments: argv, mounts, cgroup },
      mounts,
      cgroup,
    }
  }

  async open(plan: LaunchPlan): Promise<OpenRun> {
    if (!('mounts' in plan)) throw notOurPlan(this.name)
    const { mounts, cgroup } = plan as BwrapPlan
    const hold = await this.#registry.hold(mounts.placeholders)
    try {
      return openRun(plan, { hold, limits: this.#policy.limits, generations: GENERATIONS, cgroup })
    } catch (error) {
      await hold.release()
      throw error
    }
  }

  async close(): Promise<void> {
    closeSync(this.#facts.innerDescriptor)
    if (this.#facts.launcher.descriptor !== undefined) closeSync(this.#facts.launcher.descriptor)
  }
}

/** A program of ours that the command may run. */
interface ShownProgram {
  readonly path: string
  /** No rule shows it to the command. */
  readonly needsShowing: boolean
}

/** A rule that closes it goes before: then ssh has no way to the proxy. */
function connectHelperFor(policy: ResolvedPolicy, file: string): ShownProgram | undefined {
  const path = realpathSync.native(file)
  const { access, because } = decide(policy, path)
  if (access === 'deny' && because !== 'no-rule') return undefined
  return { path, needsShowing: access === 'deny' }
}

function describe(facts: HostFacts): Readonly<Record<string, unknown>> {
  const { origin, path, version, reasons } = facts.launcher
  return { origin, path, version: version.join('.'), reasons, masks: facts.masks, proc: facts.proc }
}
