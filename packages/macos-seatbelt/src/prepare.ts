/** The backend: looks at the host once, then plans and opens any number of runs under one policy. */

import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import {
  type Backend,
  type CommandSpec,
  commandInside,
  compileDecider,
  type Decider,
  type Denial,
  type LaunchPlan,
  notOurPlan,
  type OpenRun,
  type PreparedBackend,
  type PrepareOptions,
  type ResolvedPolicy,
  STAND_IN_PORT,
} from '@sandbox/policy'
import { type DenialLog, openDenialLog } from './denials/log.js'
import type { HostFacts } from './facts.js'
import { missingProgram } from './launch/find-program.js'
import { openRun } from './launch/open-run.js'
import { testProfile } from './launch/self-test.js'
import { planSeatbelt, type SeatbeltPlan } from './plan.js'
import { privateDirectory } from './private-directory.js'
import { probe, SANDBOX_EXEC } from './probe.js'
import { newProfileFile, sweepProfileFiles } from './profile-files.js'
import { renderProfile, type SeatbeltProfile } from './render.js'
import { refuseUnenforced } from './unenforced.js'

/** What this backend can be told besides the policy. */
export interface SeatbeltOptions extends PrepareOptions {
  /** The port of an egress proxy on this host, for network mode `proxy`; of commands that name none of their own. */
  readonly proxyPort?: number | undefined
  /** Other programs, for tests on a host that has none of these. */
  readonly programs?: { readonly launcher?: string; readonly log?: string } | undefined
}

/** The same as {@link macosSeatbelt}'s `prepare`, with this backend's own options and types. */
export async function prepareSeatbelt(
  policy: ResolvedPolicy,
  options: SeatbeltOptions = {},
): Promise<PreparedSeatbelt> {
  refuseUnenforced(policy, options.proxyPort !== undefined || options.servesEgress === true)
  const launcher = options.programs?.launcher ?? SANDBOX_EXEC
  const directory = directoryFor(policy, launcher)
  sweepProfileFiles(directory)
  const prepared = new PreparedSeatbelt(policy, launcher, directory, options)
  const facts: HostFacts = {
    ...probe(policy, launcher),
    privateDirectory: directory,
    proxyPort: options.proxyPort ?? STAND_IN_PORT,
  }
  prepared.tryProfile(renderProfile(policy, facts))
  return prepared
}

/** @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`, `ALREADY_SANDBOXED` */
function directoryFor(policy: ResolvedPolicy, launcher: string): string {
  try {
    return privateDirectory(policy)
  } catch (error) {
    // Inside another sandbox no directory can be made either, and that is what is to be told.
    testProfile({ file: launcher, args: ['-p', '(version 1)(allow default)', '--'] })
    throw error
  }
}

/** Seatbelt on macOS. */
export const macosSeatbelt: Backend = { name: 'macos-seatbelt', prepare: prepareSeatbelt }

/** One policy, made ready on this host. */
export class PreparedSeatbelt implements PreparedBackend {
  readonly name = 'macos-seatbelt'
  readonly warnings: ResolvedPolicy['warnings']
  readonly #policy: ResolvedPolicy
  readonly #launcher: string
  readonly #directory: string
  readonly #options: SeatbeltOptions
  readonly #decider: Decider
  #accepted: string | undefined

  constructor(policy: ResolvedPolicy, launcher: string, directory: string, options: SeatbeltOptions) {
    this.#policy = policy
    this.#launcher = launcher
    this.#directory = directory
    this.#options = options
    this.#decider = compileDecider(policy)
    this.warnings = policy.warnings
  }

  /** The port differs from run to run, so the profile does too. */
  get wantsEgressPort() {
    return this.#policy.egress.mode === 'proxy' && this.#options.proxyPort === undefined
  }

  /** Has the system read a profile, unless it took an equal one. @throws SandboxError `PROFILE_REJECTED`, `ALREADY_SANDBOXED` */
  tryProfile(profile: SeatbeltProfile): void {
    const words = wordsOf(profile)
    if (words === this.#accepted) return
    const command = { program: '', args: [], cwd: '/', environment: {}, terminal: false }
    const profileFile = newProfileFile(this.#directory)
    const plan = planSeatbelt({
      policy: this.#policy,
      profile,
      profileFile,
      command,
      launcher: this.#launcher,
    })
    writeFileSync(profileFile, profile.text, { mode: 0o600, flag: 'wx' })
    try {
      testProfile(plan)
    } finally {
      rmSync(profileFile, { force: true })
    }
    this.#accepted = words
  }

  /** The files are looked at anew for every run: an earlier command may have made some. */
  async plan(command: CommandSpec): Promise<SeatbeltPlan> {
    const inside = commandInside(command, this.#policy, this.name)
    const facts: HostFacts = {
      ...probe(this.#policy, this.#launcher),
      privateDirectory: this.#directory,
      proxyPort: command.egressPort ?? this.#options.proxyPort,
      denialTag: this.#options.logDenials === true ? `sandbox-${randomBytes(8).toString('hex')}` : undefined,
    }
    return planSeatbelt({
      policy: this.#policy,
      profile: renderProfile(this.#policy, facts),
      profileFile: newProfileFile(this.#directory),
      command: inside,
      missing: missingProgram(inside, this.#decider),
      launcher: this.#launcher,
    })
  }

  async open(plan: LaunchPlan): Promise<OpenRun> {
    if (!('profileFile' in plan)) throw notOurPlan(this.name)
    const own = plan as SeatbeltPlan
    // Files that were made since may have changed the profile; a code 65 of the launcher would look like the command's.
    this.tryProfile(own.profile)
    const log = await this.#openLog(own)
    try {
      return openRun(own, async () => ((await log?.finish()) ?? []).map((denial) => this.#withRule(denial)))
    } catch (error) {
      await log?.finish()
      throw error
    }
  }

  async close(): Promise<void> {}

  /** The log names a path; the policy says which rule closes it. */
  #withRule(denial: Denial): Denial {
    if (denial.kind !== 'file' || !denial.subject.startsWith('/')) return denial
    const { rule } = this.#decider.decide(denial.subject)
    return rule === undefined ? denial : { ...denial, rule: rule.source.keyPath }
  }

  async #openLog(plan: SeatbeltPlan): Promise<DenialLog | undefined> {
    const tag = /\(with message "([^"]+)"\)/.exec(plan.profile.text)?.[1]
    return tag === undefined ? undefined : openDenialLog(tag, this.#options.programs?.log)
  }
}

/** What the system judges in a profile: everything but the port and the tag, which differ from run to run. */
function wordsOf({ text, params }: SeatbeltProfile): string {
  const words = text
    .replace(/ *\(with message "[^"]*"\)\n?/g, '')
    .replace(/"localhost:\d+"/g, '"localhost:*"')
  return JSON.stringify([words.replace(/\s+/g, ' '), params])
}
