/** The processes of one run, from whoever supervises it down to the command. */

import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** What can be killed, in the order in which they start each other. */
export const ROLES = ['supervisor', 'first stage', 'launcher', 'inner stage', 'command'] as const
export type Role = (typeof ROLES)[number]

/** A process, and when it started: its number alone may come to mean another one. */
export interface Member {
  readonly pid: number
  readonly start: string
}

/** The first child of the first child, and so on: as many as there are at this moment. */
export function chain(supervisor: number): readonly Member[] {
  const members: Member[] = []
  for (let pid: number | undefined = supervisor; pid !== undefined; pid = childrenOf(pid)[0]) {
    const start = startOf(pid)
    if (start === undefined) break
    members.push({ pid, start })
  }
  return members
}

/** A process and everything below it. */
export function family(pid: number): readonly Member[] {
  const start = startOf(pid)
  return start === undefined ? [] : [{ pid, start }, ...childrenOf(pid).flatMap(family)]
}

/** Not gone, and not waiting to be. */
export function lives({ pid, start }: Member): boolean {
  return startOf(pid) === start
}

/**
 * Wait for something that happens by itself.
 *
 * @throws Error when it does not happen within a time that is out of all proportion
 */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await pause(2)
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
