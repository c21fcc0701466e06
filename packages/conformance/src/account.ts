/** Somebody the suites run as, and files that belong to them. */

import { lchownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Account {
  /** `root` is uid 0 on the host, `ordinary` anybody else. */
  readonly kind: 'root' | 'ordinary'
  readonly uid: number
}

/**
 * Numbers that are nobody's; no account is needed. Each suite has its own, because what a suite leaves on the machine is
 * looked at and removed when it ends.
 */
const ORDINARY = { attacks: 54331, mutations: 54332, kills: 54333, hardship: 54334, load: 54335 } as const
const OWN = process.getuid?.() ?? ORDINARY.attacks

/** As root both kinds, otherwise only whoever runs this. */
export function accountsFor(suite: keyof typeof ORDINARY): readonly Account[] {
  if (OWN !== 0) return [{ kind: 'ordinary', uid: OWN }]
  return [
    { kind: 'root', uid: 0 },
    { kind: 'ordinary', uid: ORDINARY[suite] },
  ]
}

/** For `spawn`. */
export function identity({ uid }: Account): { readonly uid?: number; readonly gid?: number } {
  return OWN === 0 ? { uid, gid: uid } : {}
}

export function give(path: string, { uid }: Account): void {
  if (OWN === 0) lchownSync(path, uid, uid)
}

/** A directory and those above it that are missing. */
export function makeDirectory(path: string, account: Account): void {
  const first = mkdirSync(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) give(made, account)
}

export function makeFile(path: string, content: string, account: Account, mode = 0o644): void {
  makeDirectory(dirname(path), account)
  writeFileSync(path, content, { mode })
  give(path, account)
}

export function makeLink(path: string, target: string, account: Account): void {
  makeDirectory(dirname(path), account)
  symlinkSync(target, path)
  give(path, account)
}

/** What the runs of an account that is nobody's leave on the machine. */
export function forget({ uid }: Account): void {
  if (OWN === 0 && uid !== 0) rmSync(`/tmp/.sandbox-${uid}`, { recursive: true, force: true })
}
