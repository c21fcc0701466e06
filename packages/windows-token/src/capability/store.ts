/** Remembers which security identifier stands for which writable root: the same one for every run, so that nothing needs changing twice. */

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { foldCase } from '@sandbox/policy'
import { encodeSid } from '../codec/sid.js'
import { hasShape, isListOf, isText, readState, writeState } from './state-file.js'

/**
 * What a capability stands for. INVARIANT: what stays closed is part of it. Two policies that close different paths in one
 * root are two capabilities, or one could write what the other closes.
 */
export interface CapabilityKey {
  readonly root: string
  /** Paths below the root that stay read-only, as the policy names them. */
  readonly closed: readonly string[]
}

/** A key with its identifier. */
export interface Capability extends CapabilityKey {
  readonly sid: string
}

interface Store {
  readonly format: 1
  readonly capabilities: readonly Capability[]
}

const EMPTY: Store = { format: 1, capabilities: [] }

/** The file of a state directory. */
export function capabilityFile(stateDirectory: string): string {
  return join(stateDirectory, 'capabilities.json')
}

/**
 * The capabilities of some keys, in their order; those that are not there yet are made and on the disk when this returns.
 * Call it with the lock held, so that what others added meanwhile is read and kept.
 *
 * @throws SandboxError `STATE_DAMAGED`
 */
export function capabilitiesFor(
  stateDirectory: string,
  keys: readonly CapabilityKey[],
): readonly Capability[] {
  const file = capabilityFile(stateDirectory)
  const store = readState(file, EMPTY, problemOf)
  const known = new Map(store.capabilities.map((each) => [identity(each), each]))
  const found = keys.map((key) => {
    const capability = known.get(identity(key)) ?? { ...key, sid: newSid() }
    known.set(identity(key), capability)
    return capability
  })
  if (known.size > store.capabilities.length)
    writeState(file, { format: 1, capabilities: [...known.values()] })
  return found
}

/** Forgets capabilities whose entries were taken back. Call it with the lock held. */
export function forgetCapabilities(stateDirectory: string, sids: ReadonlySet<string>): void {
  const file = capabilityFile(stateDirectory)
  const store = readState(file, EMPTY, problemOf)
  const kept = store.capabilities.filter(({ sid }) => !sids.has(sid))
  if (kept.length < store.capabilities.length) writeState(file, { format: 1, capabilities: kept })
}

function identity({ root, closed }: CapabilityKey): string {
  const [place, ...paths] = [root, ...closed].map((path) => foldCase(path, 'win32'))
  return JSON.stringify([place, ...paths.sort()])
}

/** Shaped like an account of a domain that no machine has: 128 random bits. */
function newSid(): string {
  const bytes = randomBytes(16)
  return `S-1-5-21-${[0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)).join('-')}`
}

function problemOf(value: unknown): string | undefined {
  const isCapability = (each: unknown) =>
    hasShape(each, { root: isText, closed: isListOf(isText), sid: isSid })
  if (!hasShape(value, { format: (format) => format === 1 })) return 'it has another format'
  return hasShape(value, { capabilities: isListOf(isCapability) }) ? undefined : 'a capability is incomplete'
}

function isSid(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    return encodeSid(value).length > 0
  } catch {
    return false
  }
}
