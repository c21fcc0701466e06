/** Remembers which project files a person accepted: by path and by content, so that a changed file asks again. */

import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type PolicyHost, userConfigDirectory } from './host.js'
import { readPolicyText } from './read-file.js'
import { trustStoreBroken, trustStoreOpen } from './trust-errors.js'

/** Whose record it is. */
export type TrustOwner = Omit<PolicyHost, 'cwd'>

const SHA256 = /^[0-9a-f]{64}$/

/**
 * Accepts a project file with its present content.
 *
 * @returns the canonical path and the SHA-256 that were recorded
 * @throws SandboxError when the file cannot be read, `TRUST_STORE_BROKEN`, `TRUST_STORE_OPEN`
 * @example await trustFile('/repo/sandbox.toml', { home: homedir(), environment: process.env, platform: 'linux' })
 */
export async function trustFile(
  path: string,
  owner: TrustOwner,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const { bytes } = await readPolicyText(path)
  const canonical = await placeOf(path)
  const sha256 = digest(bytes)
  await writeStore(owner, new Map([...(await readStore(owner)), [canonical, sha256]]))
  return { path: canonical, sha256 }
}

/**
 * Forgets a file. It need not exist any more.
 *
 * @returns false when it was not trusted
 */
export async function untrustFile(path: string, owner: TrustOwner): Promise<boolean> {
  const files = new Map(await readStore(owner))
  const canonical = await placeOf(path).catch(() => path)
  const known = files.delete(canonical) || files.delete(path)
  if (known) await writeStore(owner, files)
  return known
}

/** True when exactly this content was accepted at this path. `content` is what will be parsed, read once. */
export async function isTrusted(path: string, content: Uint8Array, owner: TrustOwner): Promise<boolean> {
  const files = await readStore(owner)
  if (files.size === 0) return false
  const canonical = await placeOf(path).catch(() => path)
  return files.get(canonical) === digest(content)
}

/** Where the record is. */
export function trustStoreFile(owner: TrustOwner): string {
  return join(userConfigDirectory(owner), 'trust.json')
}

/**
 * The canonical path of the file, or of the link that stands in its place.
 *
 * THREAT: a command makes a link to a file that was accepted elsewhere, and that one would decide here as well.
 */
async function placeOf(path: string): Promise<string> {
  const isLink = (await lstat(path)).isSymbolicLink()
  return isLink ? join(await realpath(dirname(path)), basename(path)) : await realpath(path)
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

async function readStore(owner: TrustOwner): Promise<ReadonlyMap<string, string>> {
  const file = trustStoreFile(owner)
  const text = await readPrivately(file, owner)
  if (text === undefined) return new Map()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw trustStoreBroken(file, 'it is not JSON')
  }
  const files = isTable(value) ? value.files : undefined
  if (!isTable(value) || value.version !== 1 || !isTable(files)) {
    throw trustStoreBroken(file, 'it has no version 1 list of files')
  }
  const entries = new Map<string, string>()
  for (const [path, sha256] of Object.entries(files)) {
    if (typeof sha256 !== 'string' || !SHA256.test(sha256)) {
      throw trustStoreBroken(file, `the entry of ${JSON.stringify(path)} is no SHA-256`)
    }
    entries.set(path, sha256)
  }
  return entries
}

async function readPrivately(file: string, owner: TrustOwner): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw trustStoreBroken(file, error instanceof Error ? error.message : String(error))
  })
  if (handle === undefined) return undefined
  try {
    const entry = await handle.stat()
    if (!entry.isFile()) throw trustStoreBroken(file, 'it is no regular file')
    if (owner.platform !== 'win32' && (entry.mode & 0o022) !== 0) throw trustStoreOpen(file)
    return await readFile(handle, 'utf8')
  } finally {
    await handle.close()
  }
}

/** Writes beside the record and renames: a crash leaves the old record or the new one, never half of one. */
async function writeStore(owner: TrustOwner, files: ReadonlyMap<string, string>): Promise<void> {
  const file = trustStoreFile(owner)
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = `${JSON.stringify({ version: 1, files: Object.fromEntries(sorted) }, null, 2)}\n`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
    await rename(draft, file)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
