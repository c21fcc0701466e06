/** The backend: looks at the host once, then plans and opens any number of runs under one policy. */

import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Backend,
  type CommandSpec,
  type LaunchPlan,
  notOurPlan,
  type OpenRun,
  type PolicyWarning,
  type PreparedBackend,
  type PrepareOptions,
  type ResolvedPolicy,
} from '@sandbox/policy'
import { applyGrant } from './acl/grant.js'
import { type Holder, holdersIn, type Journal, type JournalStore } from './acl/journal.js'
import { type CleanReport, release, undoUnused } from './acl/release.js'
import type { Volume } from './acl/volume.js'
import { journalFile } from './capability/journal-file.js'
import { withLock } from './capability/lock.js'
import { type Processes, processesBy } from './capability/processes.js'
import { capabilitiesFor, forgetCapabilities } from './capability/store.js'
import type { HostFacts } from './facts.js'
import { makeDenyBin } from './launch/deny-bin.js'
import { findHelper } from './launch/helper.js'
import { helperBirths } from './launch/helper-births.js'
import { helperVolume } from './launch/helper-volume.js'
import { openRun } from './launch/open-run.js'
import { resolveProgram } from './launch/resolve-program.js'
import { HelperSession } from './launch/session.js'
import { withoutPlaceholders } from './model/grants.js'
import {
  grantsWith,
  planLaunch,
  planToken,
  strictnessOf,
  type TokenLaunchPlan,
  type TokenOptions,
  type TokenPlan,
} from './plan.js'
import { isFileOnDisk, probe } from './probe.js'
import { stateDirectoryOf } from './state-directory.js'
import { refusePlace, refuseUnenforced } from './unenforced.js'

/** What this backend can be told besides the policy. */
export interface TokenPrepareOptions extends Omit<PrepareOptions, 'strict' | 'servesEgress'>, TokenOptions {
  /** Instead of asking the kernel: for tests on a system that enforces nothing. */
  readonly coveredRights?: number | undefined
  /** Another helper, only in tests. */
  readonly helper?: string | undefined
  /** Another place for what is remembered. Default: below `%LOCALAPPDATA%`. */
  readonly stateDirectory?: string | undefined
}

/** The same as {@link windowsToken}'s `prepare`, with this backend's own options and types. */
export async function prepareToken(
  policy: ResolvedPolicy,
  options: TokenPrepareOptions = {},
): Promise<PreparedToken> {
  refuseUnenforced(policy, strictnessOf(options))
  const helper = options.helper ?? findHelper()
  const stateDirectory = options.stateDirectory ?? stateDirectoryOf(policy.home, process.env)
  const session = new HelperSession(helper)
  try {
    const found = await probe(session, { helper, stateDirectory })
    const facts = { ...found, coveredRights: options.coveredRights ?? found.coveredRights }
    const { capabilities } = planToken(policy, facts, options)
    const processes = await processesBy(helperBirths(session))
    const sids = await withLock(stateDirectory, processes, async () => {
      await releaseGone(processes, helperVolume(session), journalFile(stateDirectory))
      return capabilitiesFor(stateDirectory, capabilities).map(({ sid }) => sid)
    })
    return new PreparedToken(policy, facts, sids, session, processes, options)
  } catch (error) {
    await session.close()
    throw error
  }
}

/** A write-restricted token on Windows. */
export const windowsToken: Backend = { name: 'windows-token', prepare: prepareToken }

/** One policy, made ready on this host. */
export class PreparedToken implements PreparedBackend {
  readonly name = 'windows-token'
  readonly warnings: readonly PolicyWarning[]
  readonly facts: HostFacts
  readonly #policy: ResolvedPolicy
  readonly #sids: readonly string[]
  readonly #session: HelperSession
  readonly #processes: Processes
  readonly #options: TokenPrepareOptions
  readonly #denyBin: string

  constructor(
    policy: ResolvedPolicy,
    facts: HostFacts,
    sids: readonly string[],
    session: HelperSession,
    processes: Processes,
    options: TokenPrepareOptions,
  ) {
    this.#policy = policy
    this.facts = facts
    this.#sids = sids
    this.#session = session
    this.#processes = processes
    this.#options = options
    this.#denyBin = makeDenyBin(facts.stateDirectory)
    this.warnings = policy.warnings
  }

  /** A proxy that commands are advised to use, and that nothing makes them use. */
  get wantsEgressPort(): boolean {
    return this.#policy.egress.mode === 'proxy' && this.#options.proxyPort === undefined
  }

  /** The files are looked at anew for every run: an earlier command may have made some. */
  async plan(command: CommandSpec): Promise<TokenLaunchPlan> {
    const { helper } = this.facts
    const cwd = realpathSync.native(command.cwd)
    refusePlace(cwd, { source: { keyPath: 'the working directory' } }, this.facts)
    const inside = { ...command, cwd }
    return planLaunch({
      policy: this.#policy,
      token: this.#token(journalFile(this.facts.stateDirectory).read()),
      sids: this.#sids,
      command: inside,
      application: resolveProgram({ ...inside, isFile: isFileOnDisk }),
      helper,
      denyBin: this.#denyBin,
      proxyPort: command.egressPort ?? this.#options.proxyPort,
      parent: process.pid,
    })
  }

  async open(plan: LaunchPlan): Promise<OpenRun> {
    if (!('grants' in plan)) throw notOurPlan(this.name)
    const own = plan as TokenLaunchPlan
    const holder: Holder = { ...this.#processes.own, run: randomBytes(12).toString('hex') }
    const { stateDirectory } = this.facts
    const volume = helperVolume(this.#session)
    const store = journalFile(stateDirectory)
    const letGo = () =>
      withLock(stateDirectory, this.#processes, () => release(({ run }) => run === holder.run, volume, store))
    try {
      await withLock(stateDirectory, this.#processes, async () => {
        // Looked at once more: what was missing when the run was planned may be there, and the other way round.
        const { grants } = this.#token(store.read())
        for (const grant of grantsWith(grants, this.#sids)) await applyGrant(grant, holder, volume, store)
      })
      return openRun(own, join(stateDirectory, 'runs'), holder.run, letGo)
    } catch (error) {
      await letGo()
      throw error
    }
  }

  #token(journal: Journal): TokenPlan {
    return planToken(this.#policy, withoutPlaceholders(this.facts, journal), this.#options)
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

/** How to clean; everything may be left out. */
export type CleanOptions = Pick<TokenPrepareOptions, 'helper' | 'stateDirectory'> & { readonly home: string }

/**
 * Takes back the access lists of every run of this user that needs them no longer, and forgets their capabilities.
 *
 * @throws SandboxError `HELPER_NOT_FOUND`, `HELPER_CHANGED`, `HELPER_FAILED`, `STATE_DAMAGED`
 */
export async function cleanHost(options: CleanOptions): Promise<CleanReport> {
  const stateDirectory = options.stateDirectory ?? stateDirectoryOf(options.home, process.env)
  const session = new HelperSession(options.helper ?? findHelper())
  try {
    const processes = await processesBy(helperBirths(session))
    return await withLock(stateDirectory, processes, async () => {
      const volume = helperVolume(session)
      const store = journalFile(stateDirectory)
      await releaseGone(processes, volume, store)
      const report = await undoUnused(volume, store)
      forgetCapabilities(stateDirectory, new Set(report.undone))
      return report
    })
  } finally {
    await session.close()
  }
}

/** Lets go of what runs hold whose process is gone. Call it with the lock held. */
async function releaseGone(processes: Processes, volume: Volume, store: JournalStore): Promise<void> {
  const gone = new Set<string>()
  for (const holder of holdersIn(store.read())) if (await processes.isGone(holder)) gone.add(holder.run)
  await release(({ run }) => gone.has(run), volume, store)
}
