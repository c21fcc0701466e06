/** One policy on this host, made ready once, for any number of commands. */

import { resolve as resolvePath } from 'node:path'
import type { EgressDecider } from '@sandbox/network-proxy'
import {
  type BackendName,
  type Decision,
  type Denial,
  decide,
  type Explanation,
  explain,
  type LaunchPlan,
  type PolicyWarning,
  type PreparedBackend,
  type ResolvedPolicy,
} from '@sandbox/policy'
import type { ResultPromise } from 'execa'
import { selectBackend } from './backends.js'
import { canonicalPath } from './canonical.js'
import { commandSpec } from './command.js'
import { commandEnvironment } from './command-environment.js'
import { type Egress, type HostEgress, listenForEgress, startEgress } from './egress.js'
import { sandboxClosed } from './errors.js'
import { checkOptions, type ExecOptions } from './exec-options.js'
import { type Launched, launch } from './launch.js'
import { type OpenedPolicy, openPolicy, type PolicyRequest } from './open-policy.js'
import type { SandboxResult } from './result.js'
import { RunCounters, type SandboxStats } from './stats.js'
import { hasTerminal, standardStreams } from './stdio.js'

/** How to make a sandbox. */
export interface SandboxOptions extends PolicyRequest {
  /** The backend, instead of the one of this host. There is no automatic switch to another one. */
  readonly backend?: BackendName | undefined
  /**
   * `false` puts up with what this host's kernel cannot keep of the policy where the backend knows the weakness by name,
   * and reports it as `partial`; every backend but that of macOS knows some. Default: true, which refuses.
   */
  readonly strict?: boolean | undefined
  /**
   * Asked about hosts that the policy neither allows nor denies, once per host, port and command; identical questions at
   * the same time are one. Left out, such hosts are refused. Only in network mode `proxy`.
   */
  readonly onNetworkRequest?: EgressDecider | undefined
  /** Called with every denial, when its command has ended and before the result is given. */
  readonly onDenial?: ((denial: Denial) => void) | undefined
  /** On macOS: read refusals from the system's log as well, which costs a process per command. Default: false. */
  readonly logDenials?: boolean | undefined
}

/** What `spawn` gives. The subprocess is in an object because it is a promise itself. */
export interface SpawnedCommand<OptionsType extends ExecOptions = ExecOptions> {
  /** An execa subprocess. Awaiting it gives a {@link SandboxResult}, or throws as `exec` does. */
  readonly subprocess: SandboxSubprocess<OptionsType>
}

/** execa's subprocess, whose result also has `denials` and `enforcement`. */
export type SandboxSubprocess<OptionsType extends ExecOptions = ExecOptions> = Omit<
  ResultPromise<OptionsType>,
  keyof Promise<unknown>
> &
  Promise<SandboxResult<OptionsType>>

/** See {@link createSandbox}. */
export interface Sandbox extends AsyncDisposable {
  readonly policy: ResolvedPolicy
  /** What people should know; nothing here is weaker than asked. */
  readonly warnings: readonly PolicyWarning[]

  /**
   * Run a command and wait for its end.
   *
   * @param file a name looked up in the command's PATH, or a path; no shell is involved
   * @param options execa's; `timeout` is in milliseconds, and the shorter of it and `limits.timeout` counts
   * @returns execa's result, with `denials` and `enforcement`. `exitCode` is the command's own, 128+n when signal n
   * ended it, 126 when it could not be executed, 127 when it was not found
   * @throws SandboxError when the sandbox cannot be set up; its `cause` is execa's result of the launcher
   * @throws ExecaError as execa does, with `denials` and `enforcement`, unless `reject: false`
   * @example const { stdout, denials } = await sandbox.exec('npm', ['test'])
   */
  exec<OptionsType extends ExecOptions = Record<never, never>>(
    file: string | URL,
    args?: readonly string[],
    options?: OptionsType,
  ): Promise<SandboxResult<OptionsType>>

  /**
   * Start a command and go on. `subprocess.kill` reaches the command; SIGKILL ends everything it started as well.
   *
   * @throws SandboxError when the sandbox cannot be set up
   * @example
   * const { subprocess } = await sandbox.spawn('bash', [], { stdio: 'inherit' })
   * await subprocess
   */
  spawn<OptionsType extends ExecOptions = Record<never, never>>(
    file: string | URL,
    args?: readonly string[],
    options?: OptionsType,
  ): Promise<SpawnedCommand<OptionsType>>

  /**
   * What would run: file, arguments, environment, mounts. Nothing is started.
   *
   * @throws SandboxError when the sandbox could not be set up
   * @example (await sandbox.plan('make')).details
   */
  plan(file: string | URL, args?: readonly string[], options?: ExecOptions): Promise<LaunchPlan>

  /** What a command may do with a path, relative to the sandbox's `cwd`; links on the way are followed as well. */
  decide(path: string): Decision

  /** The same with reasons, the rules that lost, and what to change. */
  explain(path: string): Explanation

  /** Counters of everything that ran under this sandbox so far. */
  stats(): SandboxStats

  /** End what still runs, with everything it started, and remove what was made. May be called again. */
  close(): Promise<void>
}

/**
 * Make a sandbox: find and resolve the policy, choose the backend, look at the host. Commands then cost one spawn each,
 * and many may run at once. A changed policy is a new sandbox.
 *
 * @throws SandboxError when the policy is wrong or cannot be enforced on this host
 * @example
 * await using sandbox = await createSandbox({ profile: ':workspace', deny: ['secrets'] })
 * const { exitCode } = await sandbox.exec('npm', ['test'], { reject: false })
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const opened = await openPolicy(options)
  const backend = await selectBackend(opened.policy, options.backend)
  const { strict, logDenials } = options
  const prepared = await backend.prepare(opened.policy, { strict, logDenials, servesEgress: true })
  return new HostSandbox(opened, prepared, options)
}

class HostSandbox implements Sandbox {
  readonly policy: ResolvedPolicy
  readonly warnings: readonly PolicyWarning[]
  readonly #opened: OpenedPolicy
  readonly #prepared: PreparedBackend
  readonly #options: SandboxOptions
  /** Of commands that have no proxy on this host: the same for all of them. */
  readonly #surroundings: ReturnType<typeof commandEnvironment>
  /** Everything that was started or is about to be, until all of it is gone. */
  readonly #running = new Map<Promise<unknown>, Launched | undefined>()
  readonly #counters = new RunCounters()
  #closing: Promise<void> | undefined

  constructor(opened: OpenedPolicy, prepared: PreparedBackend, options: SandboxOptions) {
    this.policy = opened.policy
    this.warnings = [...opened.warnings, ...prepared.warnings]
    this.#opened = opened
    this.#prepared = prepared
    this.#options = options
    this.#surroundings = commandEnvironment(opened, prepared)
  }

  async exec<OptionsType extends ExecOptions = Record<never, never>>(
    file: string | URL,
    args?: readonly string[],
    options?: OptionsType,
  ): Promise<SandboxResult<OptionsType>> {
    const { result } = await this.#start(file, args, options)
    return (await result) as unknown as SandboxResult<OptionsType>
  }

  async spawn<OptionsType extends ExecOptions = Record<never, never>>(
    file: string | URL,
    args?: readonly string[],
    options?: OptionsType,
  ): Promise<SpawnedCommand<OptionsType>> {
    const { subprocess, result } = await this.#start(file, args, options)
    for (const name of ['then', 'catch', 'finally'] as const) {
      Object.defineProperty(subprocess, name, { value: result[name].bind(result) })
    }
    return { subprocess: subprocess as unknown as SandboxSubprocess<OptionsType> }
  }

  async plan(
    file: string | URL,
    args: readonly string[] = [],
    options: ExecOptions = {},
  ): Promise<LaunchPlan> {
    this.#checkOpen()
    checkOptions(options)
    return this.#prepared.plan(this.#command(file, args, options))
  }

  decide(path: string): Decision {
    const absolute = resolvePath(this.#opened.cwd, path)
    return decide(this.policy, absolute, { spellings: [canonicalPath(absolute)] })
  }

  explain(path: string): Explanation {
    const absolute = resolvePath(this.#opened.cwd, path)
    return explain(this.policy, absolute, { spellings: [canonicalPath(absolute)] })
  }

  stats(): SandboxStats {
    return this.#counters.read()
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    for (const launched of this.#running.values()) launched?.kill()
    while (this.#running.size > 0) await Promise.allSettled(this.#running.keys())
    await this.#prepared.close()
  }

  async #start(
    file: string | URL,
    args: readonly string[] = [],
    options: ExecOptions = {},
  ): Promise<Launched> {
    this.#checkOpen()
    checkOptions(options)
    const starting = launch((egress) => this.#command(file, args, options, egress), {
      prepared: this.#prepared,
      policy: this.policy,
      options,
      streams: standardStreams(options),
      checkOpen: () => this.#checkOpen(),
      report: (denial) => {
        this.#counters.countDenial()
        this.#options.onDenial?.(denial)
      },
      startEgress: () => this.#counted(startEgress(this.policy.egress, this.#listeners)),
      listenForEgress: () => this.#counted(listenForEgress(this.policy.egress, this.#listeners)),
    })
    this.#track(starting)
    const launched = await starting
    this.#counters.countStart(launched.result)
    this.#track(launched.result, launched)
    if (this.#closing !== undefined) launched.kill()
    return launched
  }

  get #listeners() {
    return { decide: this.#options.onNetworkRequest }
  }

  async #counted<E extends Egress>(starting: Promise<E>): Promise<E> {
    const egress = await starting
    this.#counters.add(egress)
    return egress
  }

  #track(promise: Promise<unknown>, launched?: Launched): void {
    this.#running.set(promise, launched)
    const forget = () => void this.#running.delete(promise)
    // Also keeps a result that nobody waits for from being an unhandled rejection.
    promise.then(forget, forget)
  }

  #command(file: string | URL, args: readonly string[], options: ExecOptions, egress?: HostEgress) {
    const { cwd, env, extendEnv } = options
    const terminal = hasTerminal(standardStreams(options))
    const surroundings =
      egress === undefined
        ? this.#surroundings
        : commandEnvironment(this.#opened, this.#prepared, egress.endpoint)
    return commandSpec(
      { program: file, args, cwd, env, extendEnv, terminal },
      { cwd: this.#opened.cwd, ...surroundings },
    )
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw sandboxClosed()
  }
}
