/** The contract between core and the backends. Backends depend on this package only, so each works alone. */

import type { PolicyWarning, ResolvedPolicy } from './resolved.js'

/** Names of the backends; open, because hosts grow. */
export type BackendName =
  | 'linux-bwrap'
  | 'linux-landlock-seccomp'
  | 'macos-seatbelt'
  | 'windows-token'
  | (string & {})

/** One command to run. */
export interface CommandSpec {
  /** The program as typed: a name looked up in the command's own PATH, or a path. */
  readonly program: string
  readonly args: readonly string[]
  /** Absolute working directory. */
  readonly cwd: string
  /** The environment the command sees, complete: already filtered by the policy. */
  readonly environment: Readonly<Record<string, string>>
  /** True when a standard stream is a terminal that the command should control. */
  readonly terminal: boolean
  /**
   * The loopback port of this host where the egress proxy of this run listens. Given to backends that ask for it with
   * {@link PreparedBackend.wantsEgressPort}; the environment names the same one.
   */
  readonly egressPort?: number | undefined
}

/**
 * Stands for the port of a proxy that does not run: in a plan that is only looked at, and where a backend tries something
 * out. Only a system's own service could listen there, and none does.
 */
export const STAND_IN_PORT = 1

/** How far one mechanism was applied. */
export interface EnforcementPart {
  /** Such as `mounts`, `pid-namespace`, `network-namespace`, `fresh-proc`. */
  readonly mechanism: string
  readonly level: 'full' | 'partial' | 'none'
  /** What is missing and why, when not full. */
  readonly missing?: string | undefined
}

/** What was really enforced for a run. */
export interface Enforcement {
  readonly backend: BackendName
  readonly parts: readonly EnforcementPart[]
}

/** A descriptor the child must inherit, at the position this file has in the list, counted from 3. */
export type InheritedFile =
  /** Bytes the child reads from the start of a private, unnamed file. */
  | { readonly purpose: string; readonly content: Uint8Array }
  /** An already verified, open file, reopened for every run. */
  | { readonly purpose: string; readonly descriptor: number }
  /** The way into a cgroup that is made for the run, given by its directory. */
  | { readonly purpose: string; readonly cgroup: string }

/** What would run: everything needed to start it and everything needed to explain it. Nothing is started. */
export interface LaunchPlan {
  readonly backend: BackendName
  readonly file: string
  readonly args: readonly string[]
  /** The environment of the launcher, not of the command. */
  readonly environment: Readonly<Record<string, string>>
  readonly cwd: string
  readonly inherited: readonly InheritedFile[]
  /**
   * The child also gets the message channel of Node.js, behind the inherited files. It sends one `net.Server` through it,
   * which the egress proxy has to serve, before the command starts.
   */
  readonly handsListenerOut?: boolean | undefined
  readonly command: CommandSpec
  readonly enforcement: Enforcement
  readonly warnings: readonly PolicyWarning[]
  /** Backend-specific, printable by `--dry-run --json`: mounts, launcher choice, profile text. */
  readonly details: Readonly<Record<string, unknown>>
}

/** One observed refusal. */
export interface Denial {
  readonly kind: 'file' | 'network' | 'syscall' | 'limit'
  readonly subject: string
  readonly reason: string
  readonly rule?: string | undefined
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** How a run ended, in the words of the backend. */
export interface RunOutcome {
  /** The command's own code, 128+n for signal n, or 125, 126, 127 as documented. */
  readonly exitCode: number
  /** False when the command was never executed. */
  readonly started: boolean
  /** Set when the sandbox could not be built, the command not executed, or something not given back after it. */
  readonly error?: Error | undefined
  /** What the backend knows to have been refused. */
  readonly denials?: readonly Denial[] | undefined
}

/** How a process ended: one of both. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A plan whose files are open and whose mount points are registered: ready to spawn once. */
export interface OpenRun {
  /** Descriptors for the child's positions 3, 4, …; owned by this object. */
  readonly descriptors: readonly number[]
  /** Tell which process was spawned, so that signals can reach the command. */
  attach(launcherPid: number): void
  /** True when a terminal's signals reach the command by themselves, because it is in the caller's process group. */
  readonly hearsTerminal?: boolean | undefined
  /** Send a signal to the command. False when there is nothing to signal. */
  signal(name: NodeJS.Signals): boolean
  /** Read the outcome, release everything. Call once, after the child ended. */
  finish(exit: ProcessExit): Promise<RunOutcome>
}

/** A backend made ready for one policy on this host. */
export interface PreparedBackend {
  readonly name: BackendName
  readonly warnings: readonly PolicyWarning[]
  /** Where commands find the egress proxy, when the policy wants one and the sandbox has a network of its own. */
  readonly egressEndpoint?: { readonly host: string; readonly port: number } | undefined
  /**
   * A program inside that connects its standard streams with a host, through the egress proxy: `<program> connect HOST
   * PORT`, as ssh wants it. Absolute; undefined where there is none.
   */
  readonly connectHelper?: string | undefined
  /**
   * True when the policy wants a proxy and the sandbox has the host's network: whoever plans a command first lets a proxy
   * listen on a loopback port of the host, and names the port in the command.
   */
  readonly wantsEgressPort?: boolean | undefined
  /** Pure given the state of the host's files at the time of the call. */
  plan(command: CommandSpec): Promise<LaunchPlan>
  open(plan: LaunchPlan): Promise<OpenRun>
  /** Close what `prepare` opened. */
  close(): Promise<void>
}

/** What a caller says of enforcement itself. */
export interface PrepareOptions {
  /**
   * `false` puts up with what this host's kernel cannot keep of the policy, where the backend knows such a weakness by
   * name; the enforcement report then says `partial` and what is missing. It opens nothing that can be closed. Default:
   * true, which refuses.
   */
  readonly strict?: boolean | undefined
  /**
   * The caller runs an egress proxy and serves what the sandbox hands out. Default: false, which refuses policies that
   * want one.
   */
  readonly servesEgress?: boolean | undefined
  /** Have refusals read from the system's log and given as denials, where the system has such a log. Default: false. */
  readonly logDenials?: boolean | undefined
}

/** One way to enforce a policy on one kind of host. */
export interface Backend {
  readonly name: BackendName
  /** Looks at the host once and refuses by name what this backend cannot enforce here. */
  prepare(policy: ResolvedPolicy, options?: PrepareOptions): Promise<PreparedBackend>
}
