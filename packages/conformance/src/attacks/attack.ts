/** What an attack is: a small program, what it is after, and what shows from outside that it got there. */

import type { Access } from '@sandbox/policy'
import type { Stage } from './runner/stage.js'

/** Where a program runs: one sandbox of the matrix. */
export interface Configuration {
  readonly backend: 'bwrap' | 'landlock'
  /**
   * `workspace`: everything readable. `minimal`: system paths only. `read-only`: nothing writable. `listed-sockets`: as
   * `workspace`, with one socket of the host that may be connected to.
   */
  readonly profile: 'workspace' | 'minimal' | 'read-only' | 'listed-sockets'
  readonly egress: 'none' | 'proxy' | 'full'
  /** `root` is uid 0 outside, `ordinary` anybody else. */
  readonly user: 'root' | 'ordinary'
}

/** A program in the language of `sh` or in C; the C ones see `attack.h`. */
export interface Program {
  readonly language: 'sh' | 'c'
  readonly text: string
}

/** Everything an attack's judgement may look at after the program has ended. */
export interface Outcome {
  readonly stage: Stage
  /** What the program printed, both streams. */
  readonly output: string
  /** What arrived at the bait: lines such as `tcp 0a1b…`. */
  readonly received: string
}

/**
 * How the control shows that the attack works without the sandbox:
 * - `plain`: the program as it is, in a stage of its own;
 * - `root`: the same, and only root can do it, so that it proves nothing for anybody else;
 * - `namespace`: as root of a user, mount and PID namespace of its own, where what is closed has been mounted over;
 * - `open-proxy`: in a sandbox whose proxy lets everything through;
 * - `none`: there is no harmless one, or no host has what it needs, for the reason given.
 */
export type Control = 'plain' | 'root' | 'namespace' | 'open-proxy' | { readonly none: string }

/** One way out, tried. */
export interface Attack {
  /** `<surface>/<name>`, the same as its file. */
  readonly id: string
  /** What it tries, read after "a command tries". */
  readonly tries: string
  /** Where the idea is from: a CVE, a tool's issue, a manual page. */
  readonly source: string
  readonly program: Program
  /** Seen from outside, after the end. */
  readonly succeeded: (outcome: Outcome) => boolean
  readonly control: Control
  /** Rules beside those that every stage has, by path in the stage. */
  readonly rules?: Readonly<Record<string, Access>>
  /** Made outside before the start: further files, by path in the stage; a trailing slash makes a directory. */
  readonly tree?: Readonly<Record<string, string>>
  /** What else must be there before the start. */
  readonly prepare?: (stage: Stage) => void
  /** A process of the user's, outside, named by `$VICTIM`. */
  readonly victim?: true
  /** It ends or starves what runs beside it, so it gets a sandbox to itself, with these limits. */
  readonly alone?: { readonly limits?: Readonly<Record<string, string | number>> }
  /** Why it makes no sense, or is not promised, in one of the sandboxes; undefined where it must hold. */
  readonly exempt?: (configuration: Configuration) => string | undefined
  /** Of the host: where the control fails, it is missing, and the attack proves nothing there. */
  readonly needs?: string
  /** What the host lacks for it, or undefined. */
  readonly lacks?: () => string | undefined
  /** It succeeds, and `docs/security-model.md` says so in these words. */
  readonly limit?: string
}

/** A shell program. Backslashes are its own. */
export function sh(text: TemplateStringsArray, ...values: readonly (string | number)[]): Program {
  return { language: 'sh', text: String.raw({ raw: text.raw }, ...values) }
}

/** A C program. Backslashes are its own. */
export function c(text: TemplateStringsArray, ...values: readonly (string | number)[]): Program {
  return { language: 'c', text: String.raw({ raw: text.raw }, ...values) }
}

/** The secret of the stage, or of the bait, was printed. */
export function leaked({ stage, output }: Outcome): boolean {
  return stage.secrets.some((secret) => output.includes(secret))
}

/** The file that nobody may change is not as it was. */
export function changed({ stage }: Outcome): boolean {
  return stage.read('outside/victim') !== 'untouched\n'
}

/** Something came to be in the directory that nobody may write. */
export function created({ stage }: Outcome): boolean {
  return stage.list('outside').join() !== stage.outsideAtFirst
}

/** Something of the program's arrived at the bait. */
export function arrived({ stage, received }: Outcome): boolean {
  return received.includes(stage.nonce)
}

/** The program says that a call it should never make was answered by more than a refusal. */
export function reached({ stage, output }: Outcome): boolean {
  return output.includes(`reached ${stage.nonce}`)
}

/** The process outside has ended, or was stopped. */
export function harmed({ stage }: Outcome): boolean {
  return stage.victimState !== 'unharmed'
}

/** Any of these. */
export function either(...judgements: readonly Attack['succeeded'][]): Attack['succeeded'] {
  return (outcome) => judgements.some((judge) => judge(outcome))
}

/** Why an attack is not tried, or not promised to fail, in some sandboxes. */
export const metadata = ({ backend }: Configuration): string | undefined =>
  backend === 'landlock' ? 'without namespaces mode, owner, times and attributes are not promised' : undefined

export const processList = ({ backend }: Configuration): string | undefined =>
  backend === 'landlock' ? 'without namespaces the list of processes is not hidden' : undefined

export const hostNetwork = ({ egress }: Configuration): string | undefined =>
  egress === 'full' ? 'network mode full gives the network of the host, local services included' : undefined

export const withoutNetwork = ({ egress }: Configuration): string | undefined =>
  egress === 'none'
    ? undefined
    : 'files do not depend on the network mode, and ten thousand rounds take their time'

export const onlyOnce = ({ profile, egress }: Configuration): string | undefined =>
  profile === 'workspace' && egress === 'none'
    ? undefined
    : 'limits do not depend on the files or the network mode, and each takes a sandbox of its own'
