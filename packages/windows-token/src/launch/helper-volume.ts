/** The files of this host, with their access lists read and replaced by the helper. */

import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import type { Refusal, Volume, VolumeObject } from '../acl/volume.js'
import { unlessBusy } from '../capability/unless-busy.js'
import { type Answer, type HelperSession, OPERATION } from './session.js'

const ERROR = { fileNotFound: 2, pathNotFound: 3 } as const
/** `NOT_THE_SAME` of the helper. */
const NOT_THE_SAME = 0xffff_ffff
const ATTRIBUTE = { directory: 0x10, reparsePoint: 0x400 } as const
/** It is gone, something is in it, or it is no directory, which Windows also calls ENOENT. */
const NOT_OURS: readonly string[] = ['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR']
/** Attributes, then the identity: volume, two halves of an index, links. */
const LINKS_AT = 16
const DESCRIPTOR_AT = 20

/** See the module. */
export function helperVolume(session: HelperSession): Volume {
  return {
    async look(path) {
      const answer = await session.ask(OPERATION.look, pathBytes(path))
      if (answer.code === 0) return objectOf(answer)
      return isMissing(answer.code) ? undefined : 'denied'
    },
    async list(path) {
      try {
        return readdirSync(longPath(path))
      } catch {
        return []
      }
    },
    async replace(path, seen, after) {
      const identity = Buffer.from(seen.id, 'hex')
      const { code } = await session.ask(OPERATION.replace, pathBytes(path), identity, seen.descriptor, after)
      return refusalOf(code)
    },
    async makeDirectory(path) {
      return makeDirectory(path)
    },
    async removeEmptyDirectory(path) {
      return removeEmptyDirectory(longPath(path))
    },
  }
}

/** The spelling that no length and no reserved name spoils. The path is normal. */
export function longPath(path: string): string {
  return `\\\\?\\${path}`
}

/** A path as the helper reads it. */
export function pathBytes(path: string): Buffer {
  return Buffer.from(`${longPath(path)}\0`, 'utf16le')
}

function objectOf({ body }: Answer): VolumeObject {
  const attributes = body.readUInt32LE(0)
  const isLink = (attributes & ATTRIBUTE.reparsePoint) !== 0
  const isDirectory = (attributes & ATTRIBUTE.directory) !== 0
  return {
    kind: isLink ? 'link' : isDirectory ? 'directory' : 'file',
    // The count of names is part of it: another name is another object to the reader of this.
    id: body.subarray(4, DESCRIPTOR_AT).toString('hex'),
    links: body.readUInt32LE(LINKS_AT),
    descriptor: new Uint8Array(body.subarray(DESCRIPTOR_AT)),
  }
}

function isMissing(code: number): boolean {
  return code === ERROR.fileNotFound || code === ERROR.pathNotFound
}

function refusalOf(code: number): Refusal | undefined {
  if (code === 0) return undefined
  if (code === NOT_THE_SAME) return 'changed'
  return isMissing(code) ? 'missing' : 'denied'
}

/** The answer of the port. `remove` is another one only in tests. */
export function removeEmptyDirectory(
  path: string,
  remove: (path: string) => void = (each) => unlessBusy(() => rmdirSync(each)),
): 'busy' | undefined {
  try {
    remove(path)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code !== undefined && NOT_OURS.includes(code) ? undefined : 'busy'
  }
}

function makeDirectory(path: string): 'exists' | 'denied' | undefined {
  try {
    // One that was just removed, and that a scanner still has open, keeps its name for a moment.
    unlessBusy(() => mkdirSync(longPath(path)))
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'exists' : 'denied'
  }
}
