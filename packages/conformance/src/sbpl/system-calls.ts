/**
 * What the kernel asks the profile when a process makes a system call.
 *
 * Which operations a call asks for is put together from what profiles of the system and of other sandboxes rely on;
 * `link`, `clone` and `bind` are the least certain, so they are asked for more here rather than less.
 */

import { posix } from 'node:path'
import type { FileTree, Node, Place } from './file-tree.js'
import { bytesOf } from './read.js'
import type { Connection, Request } from './request.js'

/** A call with its operands. Paths are absolute and may lead through links. */
export type SystemCall =
  | { readonly call: OnePathCall; readonly path: string }
  | { readonly call: TwoPathCall; readonly path: string; readonly to: string }
  | { readonly call: 'connect-ip' | 'bind-ip' | 'accept-ip'; readonly host: string; readonly port: number }

export const ONE_PATH_CALLS = [
  'stat',
  'lstat',
  'access',
  'readlink',
  'realpath',
  'open-read',
  'list',
  'getxattr',
  'map-executable',
  'exec',
  'open-write',
  'open-create',
  'truncate',
  'mkdir',
  'mkfifo',
  'unlink',
  'rmdir',
  'chmod',
  'chown',
  'utimes',
  'chflags',
  'setxattr',
  'connect-unix',
  'bind-unix',
] as const
export type OnePathCall = (typeof ONE_PATH_CALLS)[number]
export const TWO_PATH_CALLS = ['rename', 'swap', 'link', 'symlink', 'clone'] as const
export type TwoPathCall = (typeof TWO_PATH_CALLS)[number]

/** The requests of a call, in order; an errno when the file system itself refuses it. */
export type Asked = { readonly requests: readonly Request[] } | { readonly errno: string }

/**
 * Whether the names of a call may be looked up. Others measured on macOS 26 that nothing can be done with a name whose
 * existence may not be asked, so every call asks this as well; that older versions do so is not known, so no refusal may
 * rest on it.
 */
export function lookupsOf(requests: readonly Request[]): readonly Request[] {
  return requests
    .filter(({ path }) => path !== undefined)
    .map(({ path, attributes }) => ({ operation: 'file-test-existence', path, attributes }))
}

/** Calls that look at or change a link itself. */
const NO_FOLLOW = new Set([
  'lstat',
  'readlink',
  'mkdir',
  'mkfifo',
  'unlink',
  'rmdir',
  'bind-unix',
  'rename',
  'swap',
  'link',
])
/** Calls on something that is there, and the operation each asks for. */
const ON_EXISTING: Readonly<Partial<Record<OnePathCall, readonly string[]>>> = {
  stat: ['file-read-metadata'],
  lstat: ['file-read-metadata'],
  access: ['file-test-existence'],
  'open-read': ['file-read-data'],
  list: ['file-read-data'],
  getxattr: ['file-read-xattr'],
  'map-executable': ['file-map-executable'],
  exec: ['process-exec*', 'file-read-data', 'file-map-executable'],
  'open-write': ['file-write-data'],
  truncate: ['file-write-data'],
  unlink: ['file-write-unlink'],
  rmdir: ['file-write-unlink'],
  chmod: ['file-write-mode'],
  chown: ['file-write-owner'],
  utimes: ['file-write-times'],
  chflags: ['file-write-flags'],
  setxattr: ['file-write-xattr'],
}
const MADE: Readonly<Partial<Record<OnePathCall, string>>> = {
  mkdir: 'DIRECTORY',
  mkfifo: 'FIFO',
  'bind-unix': 'SOCKET',
}

/** What one call asks for, given the files as they are. */
export function requestsOf(tree: FileTree, call: SystemCall): Asked {
  if ('host' in call) return { requests: [ipRequest(call)] }
  const follow = !NO_FOLLOW.has(call.call)
  const from = call.call === 'symlink' ? undefined : tree.locate(call.path, { follow })
  if ('to' in call) {
    const to = tree.locate(call.to, { follow: false })
    return to === undefined ? ENOENT : twoPaths(call.call, from, to)
  }
  if (from === undefined) return ENOENT
  if (call.call === 'realpath') return realpathRequests(tree, from)
  if (call.call === 'open-create') return openCreate(from)
  const made = MADE[call.call]
  if (made !== undefined) return makeNode(call.call, from, made)
  if (from.node === undefined) return ENOENT
  if (call.call === 'readlink') {
    return from.node.kind === 'link' ? { requests: [on('file-read-metadata', from)] } : { errno: 'EINVAL' }
  }
  if (call.call === 'connect-unix') {
    return { requests: [{ ...on('network-outbound', from), connection: { kind: 'unix', end: 'remote' } }] }
  }
  if (call.call === 'list' && from.node.kind !== 'directory') return { errno: 'ENOTDIR' }
  if (call.call === 'unlink' && from.node.kind === 'directory') return { errno: 'EISDIR' }
  if (call.call === 'rmdir' && from.node.kind !== 'directory') return { errno: 'ENOTDIR' }
  return { requests: (ON_EXISTING[call.call] ?? []).map((operation) => on(operation, from)) }
}

const ENOENT: Asked = { errno: 'ENOENT' }

function openCreate(place: Place): Asked {
  if (place.node?.kind === 'directory') return { errno: 'EISDIR' }
  const created = place.node === undefined ? [creation(place, 'REGULAR-FILE')] : []
  return { requests: [...created, on('file-write-data', place)] }
}

function makeNode(call: OnePathCall, place: Place, type: string): Asked {
  if (place.node !== undefined) return { errno: 'EEXIST' }
  const connection: Connection = { kind: 'unix', end: 'local' }
  const bound = call === 'bind-unix' ? [{ ...on('network-bind', place), isNew: true, connection }] : []
  return { requests: [...bound, creation(place, type)] }
}

function twoPaths(call: TwoPathCall, from: Place | undefined, to: Place): Asked {
  if (call === 'symlink') {
    return to.node === undefined ? { requests: [creation(to, 'SYMLINK')] } : { errno: 'EEXIST' }
  }
  if (from?.node === undefined) return ENOENT
  const type = typeOf(from.node)
  if (call === 'rename' || call === 'swap') return moveRequests(call, from, from.node, to)
  if (to.node !== undefined) return { errno: 'EEXIST' }
  if (from.node.kind === 'directory' && call === 'link') return { errno: 'EPERM' }
  if (isInside(to, from)) return { errno: 'EINVAL' }
  // INVARIANT: only the name that was given is asked for. A clone of a directory brings everything below it along unasked.
  const source = call === 'link' ? ['file-link'] : ['file-clone', 'file-read-data']
  return { requests: [...source.map((operation) => on(operation, from)), creation(to, type)] }
}

function moveRequests(call: 'rename' | 'swap', from: Place, node: Node, to: Place): Asked {
  if (isInside(to, from) || (call === 'swap' && isInside(from, to))) return { errno: 'EINVAL' }
  const unlinked = on('file-write-unlink', from)
  if (to.node === undefined) {
    return call === 'swap' ? ENOENT : { requests: [unlinked, creation(to, typeOf(node))] }
  }
  const errno = call === 'rename' ? obstacle(node, to.node) : undefined
  if (errno !== undefined) return { errno }
  const both = [unlinked, on('file-write-unlink', to), creation(to, typeOf(node))]
  return { requests: call === 'swap' ? [...both, creation(from, typeOf(to.node))] : both }
}

function isInside(inner: Place, outer: Place): boolean {
  return `${inner.path}/`.startsWith(`${outer.path}/`)
}

/** What cannot be replaced by a rename. */
function obstacle(node: Node, target: Node): string | undefined {
  if (node.kind !== 'directory') return target.kind === 'directory' ? 'EISDIR' : undefined
  if (target.kind !== 'directory') return 'ENOTDIR'
  return target.entries.size > 0 ? 'ENOTEMPTY' : undefined
}

/** `realpath` asks for every name on the way. */
function realpathRequests(tree: FileTree, place: Place): Asked {
  if (place.node === undefined) return ENOENT
  const paths: string[] = []
  for (let at = place.path; ; at = posix.dirname(at)) {
    paths.unshift(at)
    if (at === '/') break
  }
  const places = paths.map((path) => tree.locate(path, { follow: false }))
  return { requests: places.flatMap((each) => (each === undefined ? [] : [on('file-read-metadata', each)])) }
}

function creation(place: Place, type: string): Request {
  return {
    ...on('file-write-create', place),
    isNew: place.node === undefined,
    attributes: { 'vnode-type': [type] },
  }
}

function on(operation: string, { path, node }: Place): Request {
  const type = node === undefined ? {} : { 'vnode-type': [typeOf(node)] }
  return { operation, path: bytesOf(path), attributes: type }
}

function typeOf(node: Node): string {
  const types = { directory: 'DIRECTORY', file: 'REGULAR-FILE', link: 'SYMLINK' }
  return node.kind === 'other' ? node.type : types[node.kind]
}

function ipRequest({ call, host, port }: Extract<SystemCall, { host: string }>): Request {
  const operations = {
    'connect-ip': 'network-outbound',
    'bind-ip': 'network-bind',
    'accept-ip': 'network-inbound',
  }
  const end = call === 'connect-ip' ? 'remote' : 'local'
  return { operation: operations[call], connection: { kind: 'ip', end, host, port } }
}
