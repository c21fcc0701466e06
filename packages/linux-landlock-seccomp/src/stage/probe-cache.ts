/** Remembers what probing a program or this host found, in the user's private directory, until something changes. */

import { type BigIntStats, existsSync, readFileSync, statSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { replaceFile } from './drafts.js'
import { ownIdentity } from './process-identity.js'

/** Questions about programs that were replaced long ago make room. */
const MAX_ANSWERS = 100

/** Answers by question. A file that cannot be read or written is as good as an empty one. */
export class ProbeCache {
  readonly #file: string
  #answers: Record<string, unknown> | undefined

  constructor(directory: string) {
    this.#file = join(directory, 'probes.json')
  }

  /** The remembered answer, or the one `ask` gives; `undefined` from `ask` is not remembered. */
  get<T>(question: string, ask: () => T): T {
    const answers = this.#read()
    if (question in answers) return answers[question] as T
    const answer = ask()
    if (answer !== undefined) {
      const latest = [...Object.entries(answers), [question, answer] as const].slice(-MAX_ANSWERS)
      this.#write(Object.fromEntries(latest))
    }
    return answer
  }

  #read(): Record<string, unknown> {
    this.#answers ??= readObject(this.#file)
    return this.#answers
  }

  #write(answers: Record<string, unknown>): void {
    this.#answers = answers
    try {
      replaceFile(this.#file, JSON.stringify(answers), ownIdentity())
    } catch {
      // Not remembered, then: the next start asks again.
    }
  }
}

function readObject(file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Changes whenever the file does. */
export function fileIdentity(path: string): string {
  return `${path} ${identityOf(statSync(path, { bigint: true }))}`
}

/** The same without a name. */
export function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino} ${size} ${mtimeNs} ${ctimeNs}`
}

const SWITCHES = [
  '/proc/sys/kernel/random/boot_id',
  '/proc/sys/user/max_user_namespaces',
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
  // What a security module confines this process by.
  '/proc/self/attr/current',
]

/** Changes whenever the kernel, the boot, the process's confinement, or a switch that governs namespaces does. */
export function hostIdentity(): string {
  const parts = SWITCHES.map((path) => {
    try {
      return existsSync(path) ? readFileSync(path, 'utf8').trim() : '-'
    } catch {
      return '-'
    }
  })
  return [release(), process.getuid?.(), ...parts].join(' ')
}
