/** What the compiled addon offers. It decides nothing: it performs system calls that Node.js does not have. */

/** What to start. All strings are given to the kernel as they are. */
export interface SpawnRequest {
  /** Absolute path of the program. Nothing is looked up, and a script needs an interpreter line. */
  readonly file: string
  /** The whole argument vector, the program's name included. */
  readonly args: readonly string[]
  /** `NAME=value`, complete. */
  readonly env: readonly string[]
  /** Absolute path. */
  readonly cwd: string
  /** `stdio[i]`, a descriptor of this process, becomes descriptor i. No other one is inherited. At least three. */
  readonly stdio: readonly number[]
}

/** A Landlock ruleset. Rights are the kernel's bits, and must be among those that the kernel's ABI knows. */
export interface LandlockRuleset {
  readonly handledAccessFs: number
  readonly handledAccessNet: number
  readonly scoped: number
  /** Paths are absolute and without symbolic links: one that has some is refused with ELOOP. */
  readonly paths: readonly { readonly path: string; readonly access: number }[]
  readonly ports: readonly { readonly port: number; readonly access: number }[]
}

/** A resource by the kernel's number, with its limits; `Infinity` is no limit. */
export interface ResourceLimit {
  readonly resource: number
  readonly soft: number
  readonly hard: number
}

/** What the process gives up before it executes its program. */
export interface Restrictions {
  readonly ruleset: LandlockRuleset
  /** Programs of `struct sock_filter`, installed in this order, the last thing before the execution. */
  readonly filters: readonly Uint8Array[]
  readonly limits: readonly ResourceLimit[]
}

/** What the kernel lets this process do. */
export interface KernelFeatures {
  /** 0 when Landlock is missing or switched off. */
  readonly landlockAbi: number
  /** A system call filter can be installed. */
  readonly seccomp: boolean
  readonly noNewPrivs: boolean
  /** Processes have descriptors (Linux 5.2), which `spawn` needs. */
  readonly pidfd: boolean
  /** A user namespace can be made, and in it there is privilege. */
  readonly userNamespaces: boolean
}

/** Called once, on the event loop. Both are null when other code of this process took the news from the kernel. */
export type OnExit = (code: number | null, signal: number | null) => void

/** What a failed step throws: then nothing was executed and nothing is left. */
export interface AddonError extends Error {
  /** Such as `ENOENT`. */
  readonly code: string
  /** Negative. */
  readonly errno: number
  /** The system call that failed: `execve`, `chdir`, `dup3`, `landlock_restrict_self`, … */
  readonly step: string
  readonly path?: string
}

/** The functions of `sandbox.node`. */
export interface Addon {
  /** The cost does not depend on how much memory this process has. Keeps the event loop alive until the end. */
  spawn(request: SpawnRequest, onExit: OnExit): { readonly pid: number }
  /** The same, under `no_new_privs`, the ruleset, the filters and the limits: all of them, or nothing is executed. */
  restrictAndExec(request: SpawnRequest & Restrictions, onExit: OnExit): { readonly pid: number }
  /** Asks the kernel; changes nothing. */
  features(): KernelFeatures
}
