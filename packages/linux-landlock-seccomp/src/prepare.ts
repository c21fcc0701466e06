/** The backend without namespaces: looks at the host once, then plans and opens any number of runs under one policy. */

import { closeSync } from 'node:fs'
import {
  type Backend,
  type CommandSpec,
  commandInside,
  hostFiles,
  type LaunchPlan,
  notOurPlan,
  type OpenRun,
  type PolicyWarning,
  type PreparedBackend,
  type PrepareOptions,
  type ResolvedPolicy,
  refusePlantedSockets,
} from '@sandbox/policy'
import type { Arch } from './architecture.js'
import { buildAloneFilter } from './build-alone-filter.js'
import { buildFilter } from './build-filter.js'
import { enforcementOf } from './enforcement.js'
import { processesNotLimited } from './errors.js'
import { renderRuleset } from './landlock/render.js'
import type { Ruleset, Weakness } from './landlock/ruleset.js'
import { rulesetWords } from './landlock/words.js'
import { type Confinement, planConfinement } from './plan.js'
import { type LandlockFacts, probe } from './probe.js'
import { arrange, INNER_STAGE } from './stage/arrangement.js'
import { type CgroupPlan, planCgroup } from './stage/cgroup/plan.js'
import { closedSockets } from './stage/daemon-sockets.js'
import { globMatches } from './stage/globs.js'
import { openRun, type RunHold } from './stage/open-run.js'
import { hostPaths, locate } from './stage/path-view.js'
import { requireProc } from './stage/require-proc.js'
import { closedRuntimeDirectories } from './stage/runtime-directory.js'
import { encodeSpec } from './stage/spec.js'
import { refuseUnenforced } from './stage/unenforced.js'
import { PrivateDirectories } from './temporary/private-directories.js'

/** A plan of this backend: the ruleset stays typed. */
export interface LandlockPlan extends LaunchPlan {
  readonly ruleset: Ruleset
  /** A directory that is made for the run and removed at its end. */
  readonly temporary: string | undefined
  readonly cgroup: CgroupPlan | undefined
}

/** What a caller that is not strict puts up with. */
const EVERY_WEAKNESS: readonly Weakness[] = ['truncate', 'proxy-port']

/** The stage is what `launch` starts. */
const GENERATIONS = 1

const NOTHING: RunHold = { release: async () => {} }

/** The same as {@link linuxLandlock}'s `prepare`, with this backend's own types. */
export async function prepareLandlock(
  policy: ResolvedPolicy,
  { strict = true }: PrepareOptions = {},
): Promise<PreparedLandlock> {
  requireProc()
  refuseUnenforced(policy)
  const facts = probe(policy)
  try {
    if (policy.limits.processes !== undefined && facts.cgroup === undefined) throw processesNotLimited()
    const directories = new PrivateDirectories(facts.runtimeDirectory)
    await directories.sweep()
    return new PreparedLandlock(policy, facts, directories, strict ? [] : EVERY_WEAKNESS)
  } catch (error) {
    closeSync(facts.innerDescriptor)
    throw error
  }
}

/** Landlock and seccomp on Linux, for hosts where there are no namespaces. Chosen by name only. */
export const linuxLandlock: Backend = { name: 'linux-landlock-seccomp', prepare: prepareLandlock }

/** One policy, made ready on this host. */
export class PreparedLandlock implements PreparedBackend {
  readonly name = 'linux-landlock-seccomp'
  readonly warnings: readonly PolicyWarning[]
  readonly facts: LandlockFacts
  readonly #policy: ResolvedPolicy
  readonly #directories: PrivateDirectories
  readonly #accept: readonly Weakness[]
  readonly #filters: readonly Uint8Array[]

  /** @throws SandboxError `LANDLOCK_CANNOT_KEEP` */
  constructor(
    policy: ResolvedPolicy,
    facts: LandlockFacts,
    directories: PrivateDirectories,
    accept: readonly Weakness[],
  ) {
    this.facts = facts
    this.#policy = policy
    this.#directories = directories
    this.#accept = accept
    // The architecture is one of the two: for any other there is no inner stage to find.
    const arch = process.arch as Arch
    // No namespaces even with `linux.allow_nested_userns`: nothing counts them here, and none could be mapped, because
    // /proc is not written.
    this.#filters = [buildAloneFilter(arch), buildFilter({ egress: policy.egress.mode, arch })]
    // Refuses by name, and warns, before there is a command. Globs are looked up when there is one.
    this.warnings = this.#warningsOf(this.#confine([], process.env))
  }

  /** What would confine a command with this environment now. */
  async confinement(environment: NodeJS.ProcessEnv): Promise<Confinement> {
    return this.#confine(await globMatches(this.#policy), environment)
  }

  async plan(command: CommandSpec): Promise<LandlockPlan> {
    const known = commandInside(command, this.#policy, this.name)
    const confinement = await this.confinement(command.environment)
    const { ruleset, temporary } = confinement
    const inside: CommandSpec = {
      ...known,
      environment: { ...known.environment, ...temporaryVariables(temporary) },
    }
    const { limits } = this.#policy
    const parent = this.facts.cgroup
    const cgroup = parent === undefined ? undefined : planCgroup(limits, parent, GENERATIONS)
    const spec = encodeSpec({
      command: inside,
      limits,
      hasCgroup: cgroup !== undefined,
      hostNetwork: this.#policy.egress.mode === 'full',
      landlock: rulesetWords(ruleset),
      filters: this.#filters,
    })
    return {
      backend: this.name,
      ...arrange({ inner: this.facts.innerDescriptor, spec, outputLimit: limits.output, cgroup }, (at) => ({
        program: INNER_STAGE,
        argv: ['sandbox-inner', 'confine', '1', at.spec, at.leash],
      })),
      environment: {},
      cwd: '/',
      command: inside,
      enforcement: enforcementOf(this.#policy, ruleset, cgroup !== undefined),
      warnings: this.#warningsOf(confinement),
      details: {
        landlockAbi: this.facts.landlockAbi,
        temporaryDirectory: temporary,
        cgroup,
        ruleset,
        rendered: renderRuleset(ruleset).trimEnd().split('\n'),
      },
      ruleset,
      temporary,
      cgroup,
    }
  }

  async open(plan: LaunchPlan): Promise<OpenRun> {
    if (!('ruleset' in plan && 'temporary' in plan)) throw notOurPlan(this.name)
    const { temporary, cgroup } = plan as LandlockPlan
    const hold = temporary === undefined ? NOTHING : this.#directories.make(temporary)
    try {
      return openRun(plan, { hold, limits: this.#policy.limits, generations: GENERATIONS, cgroup })
    } catch (error) {
      await hold.release()
      throw error
    }
  }

  async close(): Promise<void> {
    closeSync(this.facts.innerDescriptor)
  }

  #confine(matches: readonly string[], environment: NodeJS.ProcessEnv): Confinement {
    const { uid, landlockAbi, runtimeDirectory, cgroup } = this.facts
    const own = [
      runtimeDirectory,
      ...closedRuntimeDirectories(uid, process.env),
      ...(cgroup?.mountPoints ?? []),
    ]
    // Anew for every command: it remembers what it saw.
    const view = hostPaths(new Set())
    refusePlantedSockets(this.#policy, (path) => locate(view, path))
    const sockets = knowsSockets(landlockAbi)
      ? closedSockets(this.#policy.egress, process.env, uid, view)
      : []
    return planConfinement(this.#policy, {
      landlockAbi,
      files: hostFiles,
      globMatches: matches,
      closed: [...own, ...sockets],
      accept: this.#accept,
      temporary: {
        directory: environment.TMPDIR ?? '/tmp',
        canCreateIn: (directory) => view.canCreateIn(directory),
        name: `sandbox-${process.pid}-${process.hrtime.bigint().toString(36)}`,
      },
    })
  }

  #warningsOf({ warnings }: Confinement): readonly PolicyWarning[] {
    const isReachable = this.#policy.egress.mode === 'full' && !knowsSockets(this.facts.landlockAbi)
    return [...this.#policy.warnings, ...warnings, ...(isReachable ? [SOCKETS_REACHABLE] : [])]
  }
}

/** From this version on Landlock knows the sockets of the file system. */
function knowsSockets(abi: number): boolean {
  return abi >= 9
}

const SOCKETS_REACHABLE: PolicyWarning = {
  code: 'SOCKETS_REACHABLE',
  message:
    'with network mode full the command can speak to every socket in the file system that the user can: container engines, buses, agents',
  hint: 'Use network mode none, or the backend linux-bwrap, which closes them.',
}

function temporaryVariables(directory: string | undefined): Readonly<Record<string, string>> {
  return directory === undefined ? {} : { TMPDIR: directory, TMP: directory, TEMP: directory }
}
