/** Files that are written beside their place and then moved there, so that there is never half of one. */

import { linkSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { runtimeDirectoryUnusable } from './errors.js'
import { mayBeAlive, type ProcessIdentity } from './process-identity.js'

/** A draft's name tells who writes it, because what is in it may not be written yet. */
const DRAFT = /\.(\d+)-(\d+)-(\d+)-([0-9a-f-]+)\.draft$/

/**
 * Put a text into the place of a file.
 *
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`, and nothing is left behind
 */
export function replaceFile(file: string, text: string, own: ProcessIdentity): void {
  withDraft(file, text, own, (draft) => renameSync(draft, file))
}

/**
 * Make a file where there is none.
 *
 * @returns false when there is one
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`, and nothing is left behind
 */
export function createFile(file: string, text: string, own: ProcessIdentity): boolean {
  return withDraft(file, text, own, (draft) => linkSync(draft, file))
}

/** Remove the drafts in a directory whose writers were killed. */
export function sweepDrafts(directory: string, own: ProcessIdentity): void {
  for (const name of readdirSync(directory)) {
    const writer = writerOf(name)
    if (writer !== undefined && !mayBeAlive(writer, own)) rmSync(join(directory, name), { force: true })
  }
}

function withDraft(
  file: string,
  text: string,
  own: ProcessIdentity,
  finish: (draft: string) => void,
): boolean {
  const draft = join(dirname(file), `${basename(file)}.${wordsOf(own)}.draft`)
  try {
    writeFileSync(draft, text, { mode: 0o600 })
    finish(draft)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw runtimeDirectoryUnusable(dirname(file), `${basename(file)} cannot be written (${code})`, error)
  } finally {
    rmSync(draft, { force: true })
  }
}

function wordsOf({ pid, start, pidNamespace, boot }: ProcessIdentity): string {
  return `${pid}-${start}-${/\d+/.exec(pidNamespace)?.[0] ?? 0}-${boot}`
}

/** Undefined when it is no draft. */
function writerOf(name: string): ProcessIdentity | undefined {
  const [, pid, start = '', namespace, boot = ''] = DRAFT.exec(name) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), start, pidNamespace: `pid:[${namespace}]`, boot }
}
