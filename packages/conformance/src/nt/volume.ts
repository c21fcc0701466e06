/** The simulated volume as the planner's code sees it: the port that the helper stands behind on Windows. */

import { CONTROL, type Refusal, RIGHT, type Volume, type VolumeObject } from '@sandbox/windows-token'
import { mayAccess } from './access-check.js'
import { type Disk, descriptorOf } from './disk.js'
import { perform } from './system-calls.js'
import { USER_TOKEN } from './token.js'

/** What a test may do in between. */
export interface VolumeHooks {
  /** Before every look: a question to the helper. */
  readonly beforeLook?: ((path: string) => void) | undefined
  /** Before every change; it may change the disk itself, or throw as a process dies. */
  readonly beforeChange?: ((path: string) => void) | undefined
  /** Changes what is written: a fault of the code that computed it. */
  readonly plant?: ((path: string, bytes: Uint8Array, before: Uint8Array) => Uint8Array) | undefined
}

/** The volume as the user has it, outside of every sandbox. */
export function simulatedVolume(disk: Disk, hooks: VolumeHooks = {}): Volume {
  const look = (path: string): VolumeObject | undefined => {
    const object = disk.locate(path, false)?.object
    if (object === undefined) return undefined
    const { kind, id, descriptor } = object
    return { kind, id, descriptor, links: disk.linksOf(object) }
  }
  return {
    look: async (path) => {
      hooks.beforeLook?.(path)
      return look(path)
    },
    list: async (path) => {
      const object = disk.locate(path)?.object
      return object === undefined ? [] : [...object.entries.values()].map(({ name }) => name)
    },
    replace: async (path, seen, after) => {
      hooks.beforeChange?.(path)
      return replace(disk, path, seen, hooks.plant?.(path, after, seen.descriptor) ?? after)
    },
    makeDirectory: async (path) => {
      hooks.beforeChange?.(path)
      const answer = perform(disk, USER_TOKEN, { call: 'make-directory', path })
      return answer === 'ok' ? undefined : answer === 'exists' ? 'exists' : 'denied'
    },
    removeEmptyDirectory: async (path) => {
      if (look(path)?.kind !== 'directory') return undefined
      return perform(disk, USER_TOKEN, { call: 'remove', path }) === 'denied' ? 'busy' : undefined
    },
  }
}

function replace(disk: Disk, path: string, seen: VolumeObject, after: Uint8Array): Refusal | undefined {
  const place = disk.locate(path, false)
  if (place?.object === undefined) return 'missing'
  const { object } = place
  const isSame =
    object.id === seen.id &&
    disk.linksOf(object) === seen.links &&
    // The helper compares the path of what it opened with the one it was told.
    place.path.toLowerCase() === path.toLowerCase() &&
    Buffer.compare(object.descriptor, seen.descriptor) === 0
  if (!isSame) return 'changed'
  if (!mayAccess(descriptorOf(object), USER_TOKEN, RIGHT.writeDac)) return 'denied'
  object.descriptor = asStored(after)
  return undefined
}

/** The mark of inherited lists stays when it was asked for; the asking itself is not stored. */
function asStored(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  const control = view.getUint16(2, true)
  const { daclAutoInherited, daclAutoInheritRequested } = CONTROL
  const isAsked = (control & daclAutoInheritRequested) !== 0
  view.setUint16(2, control & ~(isAsked ? daclAutoInheritRequested : daclAutoInherited), true)
  return copy
}
