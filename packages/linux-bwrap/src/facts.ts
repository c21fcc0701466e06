/** What one look at the host found out: the only input of planning besides the policy. */

import type { DelegatedCgroup } from '@sandbox/linux-landlock-seccomp/stage'
import type { PolicyWarning } from '@sandbox/policy'

/** A bubblewrap binary that may be used, and what it can do. */
export interface Launcher {
  readonly origin: 'system' | 'bundled' | 'path'
  /** The canonical path it was found at. */
  readonly path: string
  readonly version: readonly [number, number, number]
  /** Long option names from its help text, without dashes, such as `argv0`. */
  readonly features: ReadonlySet<string>
  /** An open descriptor of the verified file, to be run as `/proc/self/fd/N`; undefined runs `path`. */
  readonly descriptor?: number | undefined
  /** Before 0.12 mount points are created through symlinks (CVE-2026-87766): the plan must avoid creating any. */
  readonly createsThroughLinks: boolean
  /** Why this one: one sentence for each candidate looked at, in order. */
  readonly reasons: readonly string[]
}

/** How `/proc` can be given to the command on this host. */
export type ProcMode =
  /** A new procfs of the new PID namespace. */
  | 'fresh'
  /** The host's procfs, read-only, because the host is itself a container. */
  | 'bound'

/** Who puts the masks over denied and read-only paths. */
export type MaskMethod =
  /** `sandbox-inner`, in a nested user and mount namespace of its own. */
  | 'inner'
  /** bubblewrap itself: slower, limited in number. */
  | 'launcher'

/** See the module. */
export interface HostFacts {
  readonly uid: number
  readonly launcher: Launcher
  /** An open, verified descriptor of `sandbox-inner`. */
  readonly innerDescriptor: number
  /** Where it lies: the command may run it as well. */
  readonly innerPath: string
  /** Where remembered trials live: see `runtimeDirectory`. The records of runs may lie elsewhere: see `sharedDirectory`. */
  readonly runtimeDirectory: string
  readonly proc: ProcMode
  readonly masks: MaskMethod
  /** Major and minor version. */
  readonly kernel: readonly [number, number]
  /** `kernel.yama.ptrace_scope`; 0 where there is no Yama. */
  readonly ptraceScope: number
  /** The version of the kernel's Landlock; 0 when it has none. */
  readonly landlockAbi: number
  /** Where a run with limits gets a cgroup of its own; undefined where it cannot, or the policy has no such limit. */
  readonly cgroup: DelegatedCgroup | undefined
  readonly warnings: readonly PolicyWarning[]
}
