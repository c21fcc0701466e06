/** Reads what the programs in the machine reported: one line of JSON for each answer. */

export const USERS = ['root', 'ordinary'] as const
export type User = (typeof USERS)[number]

/** What was done in the machine; see `guest/trial.mjs` and `guest/main.mjs`. */
type About = 'facts' | 'unprotected' | 'advice' | 'diagnosis' | 'true' | 'protected' | 'sockets' | 'cured'

/** One program's end. */
export interface Answer {
  readonly exitCode: number | string
  readonly stdout: string
  readonly stderr: string
  /** Files that it left in the host's file system, by name. */
  readonly traces?: readonly string[]
}

/** See `guest/facts.c`: of the attempts, 0 is success, everything else the error number. */
export interface KernelFacts {
  /** The ABI version, or the negative error number. */
  readonly landlock: number
  readonly landlockErrata: number
  /** A ruleset is taken, and refuses what it must. */
  readonly landlockHolds: number
  readonly seccompFilter: number
  readonly userNamespace: number
  readonly userMap: number
  readonly nestedUserNamespace: number
  readonly openTree: number
  readonly mountSetattr: number
  readonly openat2: number
  readonly closeRange: number
  /** The kernel lists Unix sockets. In most it is a module, of which the machine has none. */
  readonly unixDiag: number
}

export type LandlockState = 'in use' | 'not started' | 'not in this kernel'

/** What of `sandbox doctor --json` is looked at here. */
export interface Diagnosis {
  readonly ok: boolean
  readonly kernel: { readonly release: string; readonly landlock: LandlockState }
  readonly masks?: string
  readonly proc?: string
  readonly warnings: readonly { readonly code: string; readonly hint?: string }[]
  readonly problem?: { readonly code: string; readonly message: string; readonly hint: string }
}

export type LimitingBackend = 'linux-bwrap' | 'linux-landlock-seccomp'

/** See `guest/limits.mjs`. */
export interface LimitAnswers {
  readonly advice: Answer
  readonly plan: Answer
  /** Five processes that together need more memory than is allowed, each of them less. */
  readonly together: Answer
  /** One of them. */
  readonly alone: Answer
  /** A process more than is allowed. */
  readonly tooMany: Answer
  readonly enough: Answer
  /** The only process that is allowed. */
  readonly one: Answer
  /** It connects to a listed socket, with a thread of ours for each connection. */
  readonly connected: Answer
  /** Too little memory for any command. */
  readonly none: Answer
  /** The cgroups of runs that are there after all this. */
  readonly left: readonly string[]
  /** Those that are there when a supervisor was killed. */
  readonly abandoned: readonly string[]
  /** The next run. */
  readonly again: Answer
  readonly swept: readonly string[]
}

/** See the module. */
export class MachineReport {
  readonly #answers: readonly (Answer & { readonly user: User; readonly about: About })[]

  readonly #limits: readonly { readonly user: User; readonly about: string; readonly answers: LimitAnswers }[]

  constructor(lines: readonly string[]) {
    const reports = lines.map((line) => JSON.parse(line))
    this.#answers = reports.filter((report) => !('answers' in report))
    this.#limits = reports.filter((report) => 'answers' in report)
  }

  answer(user: User, about: About): Answer {
    const found = this.#answers.find((one) => one.user === user && one.about === about)
    if (found === undefined) throw new Error(`the machine did not report '${about}' for ${user}`)
    return found
  }

  limits(user: User, backend: LimitingBackend): LimitAnswers {
    const about = `cgroup ${backend}`
    const found = this.#limits.find((one) => one.user === user && one.about === about)
    if (found === undefined) throw new Error(`the machine did not report '${about}' for ${user}`)
    return found.answers
  }

  facts(user: User): KernelFacts {
    return JSON.parse(this.answer(user, 'facts').stdout)
  }

  diagnosis(user: User): Diagnosis {
    return JSON.parse(this.answer(user, 'diagnosis').stdout)
  }
}
