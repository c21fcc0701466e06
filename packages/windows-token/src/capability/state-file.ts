/** Our own files as JSON: read with suspicion, replaced whole, on the disk before anybody relies on them. */

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { stateDamaged } from '../errors.js'
import { unlessBusy } from './unless-busy.js'

/** Says what is wrong with parsed text; undefined when it is what we write. */
export type Problem = (value: unknown) => string | undefined

/**
 * The value in a file, or `missing` when there is no file.
 *
 * @throws SandboxError `STATE_DAMAGED`; a damaged file is never replaced by a new one
 */
export function readState<T>(path: string, missing: T, problem: Problem): T {
  let text: string
  try {
    text = unlessBusy(() => readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing
    throw stateDamaged(path, `it cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw stateDamaged(path, 'it is not JSON')
  }
  const why = problem(value)
  if (why !== undefined) throw stateDamaged(path, why)
  return value as T
}

/** Replaces the file; whoever reads it sees the old or the new value. Call it with the lock held. */
export function writeState(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}.new`
  try {
    const descriptor = openSync(draft, 'w', 0o600)
    try {
      writeSync(descriptor, `${JSON.stringify(value, undefined, 2)}\n`)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    unlessBusy(() => renameSync(draft, path))
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** True for an object that has these keys with values that the checks accept. */
export function hasShape(
  value: unknown,
  shape: Readonly<Record<string, (part: unknown) => boolean>>,
): boolean {
  if (typeof value !== 'object' || value === null) return false
  const parts = value as Readonly<Record<string, unknown>>
  return Object.entries(shape).every(([key, isRight]) => isRight(parts[key]))
}

/** Checks for {@link hasShape}. */
export const isText = (value: unknown): boolean => typeof value === 'string'
export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
export const isListOf =
  (isRight: (part: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(isRight)
