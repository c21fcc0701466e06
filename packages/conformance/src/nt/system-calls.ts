/** What programs ask of the volume, and the rights that the kernel wants for each; on success it happens. */

import { CONTROL, decodeDescriptor, encodeDescriptor, RIGHT } from '@sandbox/windows-token'
import { mayAccess } from './access-check.js'
import { type Disk, type DiskObject, type DiskPlace, descriptorOf } from './disk.js'
import { descriptorForNew } from './inherit.js'
import { EVERYONE, type Token } from './token.js'

/** One question. `to` is another path, `from` stays. */
export type SystemCall =
  | { readonly call: OnePathCall; readonly path: string }
  | { readonly call: TwoPathCall; readonly path: string; readonly to: string }

export const ONE_PATH_CALLS = [
  'read',
  'write',
  'append',
  'set-attributes',
  'set-extended',
  'create-file',
  'make-directory',
  'remove',
  'set-permissions',
  'take-ownership',
] as const
export const TWO_PATH_CALLS = ['rename', 'hard-link', 'junction'] as const
export type OnePathCall = (typeof ONE_PATH_CALLS)[number]
export type TwoPathCall = (typeof TWO_PATH_CALLS)[number]

/** `ok`, `denied`, or what the names alone answer. */
export type Answer = 'ok' | 'denied' | 'missing' | 'exists' | 'impossible'

/** The rights that one call on an existing object wants. */
const RIGHTS: Readonly<Partial<Record<OnePathCall, number>>> = {
  read: RIGHT.readData,
  write: RIGHT.writeData,
  append: RIGHT.appendData,
  'set-attributes': RIGHT.writeAttributes,
  'set-extended': RIGHT.writeExtended,
  'set-permissions': RIGHT.writeDac,
  'take-ownership': RIGHT.writeOwner,
}

/** Asks, and does it when it is allowed. */
export function perform(disk: Disk, token: Token, call: SystemCall): Answer {
  const asked = ask(disk, token, call)
  if (asked.answer === 'ok') asked.act?.()
  return asked.answer
}

/** Only asks. */
export function answerTo(disk: Disk, token: Token, call: SystemCall): Answer {
  return ask(disk, token, call).answer
}

interface Asked {
  readonly answer: Answer
  readonly act?: () => void
}

function ask(disk: Disk, token: Token, call: SystemCall): Asked {
  switch (call.call) {
    case 'create-file':
      return askToMake(disk, token, call.path, 'file')
    case 'make-directory':
      return askToMake(disk, token, call.path, 'directory')
    case 'remove':
      return askToRemove(disk, token, call.path)
    case 'rename':
      return askToRename(disk, token, call.path, call.to)
    case 'hard-link':
      return askToLink(disk, token, call.path, call.to)
    case 'junction':
      return askForJunction(disk, token, call.path, call.to)
    default:
      return askToOpen(disk, token, call.path, call.call)
  }
}

function askToOpen(disk: Disk, token: Token, path: string, call: OnePathCall): Asked {
  const object = disk.locate(path)?.object
  if (object === undefined) return { answer: 'missing' }
  const rights = RIGHTS[call] ?? 0
  if (!may(object, token, rights)) return { answer: 'denied' }
  return { answer: 'ok', act: () => change(object, token, call) }
}

function change(object: DiskObject, token: Token, call: OnePathCall): void {
  if (call === 'read') return
  if (call === 'set-permissions') object.descriptor = openToEveryone(object)
  else if (call === 'take-ownership') {
    object.descriptor = encodeDescriptor({ ...descriptorOf(object), owner: token.user })
  } else object.content += call[0]
}

/** The worst that somebody can do who may change a list. */
function openToEveryone(object: DiskObject): Uint8Array {
  const sids = [EVERYONE, 'S-1-5-5-0-77']
  const entries = sids.map((sid) => ({ type: 'allow' as const, flags: 0x03, mask: 0x001f_01ff, sid }))
  const { control, ...rest } = decodeDescriptor(object.descriptor)
  return encodeDescriptor({
    ...rest,
    control: control | CONTROL.daclProtected,
    dacl: { revision: 2, entries },
  })
}

function askToMake(disk: Disk, token: Token, path: string, kind: 'file' | 'directory'): Asked {
  const place = disk.locate(path)
  if (place === undefined) return { answer: 'missing' }
  if (place.object !== undefined) return { answer: 'exists' }
  const right = kind === 'file' ? RIGHT.writeData : RIGHT.appendData
  if (!may(place.parent, token, right)) return { answer: 'denied' }
  const act = () => {
    const object = disk.make(kind, descriptorForNew(descriptorOf(place.parent), kind, token))
    disk.attach(place.parent, place.name, object)
  }
  return { answer: 'ok', act }
}

function askToRemove(disk: Disk, token: Token, path: string): Asked {
  const place = disk.locate(path, false)
  if (place?.object === undefined) return { answer: 'missing' }
  if (place.object === disk.root || place.object.entries.size > 0) return { answer: 'impossible' }
  if (!mayRemove(place, token)) return { answer: 'denied' }
  return { answer: 'ok', act: () => disk.detach(place.parent, place.name) }
}

/** By the object's own word or by its directory's. */
function mayRemove({ object, parent }: DiskPlace, token: Token): boolean {
  return object !== undefined && (may(object, token, RIGHT.delete) || may(parent, token, RIGHT.deleteChild))
}

function askToRename(disk: Disk, token: Token, path: string, to: string): Asked {
  const from = disk.locate(path, false)
  const into = disk.locate(to, false)
  if (from?.object === undefined || into === undefined) return { answer: 'missing' }
  const { object } = from
  if (object === disk.root || into.object === disk.root || into.object === object)
    return { answer: 'impossible' }
  if (object.kind === 'directory' && [object, ...inside(disk, object)].includes(into.parent)) {
    return { answer: 'impossible' }
  }
  // Files replace files; directories replace nothing.
  if (into.object !== undefined && (into.object.kind !== 'file' || object.kind !== 'file'))
    return { answer: 'exists' }
  const add = object.kind === 'directory' ? RIGHT.appendData : RIGHT.writeData
  const isAllowed =
    mayRemove(from, token) &&
    may(into.parent, token, add) &&
    (into.object === undefined || mayRemove(into, token))
  if (!isAllowed) return { answer: 'denied' }
  // Within a volume an object keeps its list.
  const act = () => {
    disk.detach(from.parent, from.name)
    disk.attach(into.parent, into.name, object)
  }
  return { answer: 'ok', act }
}

/** Documents differ on what the file itself must grant; here nothing, which is the worst for the fence. */
function askToLink(disk: Disk, token: Token, path: string, to: string): Asked {
  const object = disk.locate(path)?.object
  const into = disk.locate(to, false)
  if (object === undefined || into === undefined) return { answer: 'missing' }
  if (object.kind !== 'file') return { answer: 'impossible' }
  if (into.object !== undefined) return { answer: 'exists' }
  if (!may(into.parent, token, RIGHT.writeData)) return { answer: 'denied' }
  return { answer: 'ok', act: () => disk.attach(into.parent, into.name, object) }
}

/** At `to`, leading to `path`. */
function askForJunction(disk: Disk, token: Token, path: string, to: string): Asked {
  const into = disk.locate(to, false)
  if (into === undefined) return { answer: 'missing' }
  if (into.object !== undefined) return { answer: 'exists' }
  if (!may(into.parent, token, RIGHT.appendData)) return { answer: 'denied' }
  const act = () => {
    const descriptor = descriptorForNew(descriptorOf(into.parent), 'directory', token)
    disk.attach(into.parent, into.name, disk.make('link', descriptor, path))
  }
  return { answer: 'ok', act }
}

function inside(disk: Disk, directory: DiskObject): readonly DiskObject[] {
  return [...disk.all(directory)].map(({ object }) => object)
}

function may(object: DiskObject, token: Token, rights: number): boolean {
  return mayAccess(descriptorOf(object), token, rights)
}
