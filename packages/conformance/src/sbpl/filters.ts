/** The filters of the language: which there are, what they take, where they may stand, and when they match. */

import type { Pattern } from './pattern.js'
import type { Request } from './request.js'

/** A compiled filter. Values are bytes. */
export type Filter =
  | { readonly kind: 'literal' | 'prefix' | 'subpath'; readonly values: readonly string[] }
  | { readonly kind: 'regex'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'any' | 'all'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'attribute'; readonly name: Attribute; readonly values: readonly string[] }
  | {
      readonly kind: 'name'
      readonly match: 'exact' | 'prefix' | 'regex'
      readonly space: NameSpace
      readonly values: readonly string[]
    }
  | { readonly kind: 'address'; readonly end: 'local' | 'remote'; readonly address: Address }

/** What an object is, for filters that compare one word. */
export type Attribute =
  | 'vnode-type'
  | 'extension'
  | 'target'
  | 'socket-domain'
  | 'socket-protocol'
  | 'ioctl-command'
  | 'fcntl-command'
  | 'iokit-registry-entry-class'

/** The kinds of names that services and other things have. */
export type NameSpace = 'global-name' | 'local-name' | 'xpc-service-name' | 'sysctl-name' | 'ipc-posix-name'

/** Where a connection ends. */
export type Address =
  | { readonly kind: 'ip'; readonly host: '*' | 'localhost'; readonly port: number | '*' }
  | { readonly kind: 'unix'; readonly filter: Filter | undefined }

/** Path filters, under every name they have. */
export const PATH_FILTERS: Readonly<Record<string, 'literal' | 'prefix' | 'subpath' | 'regex'>> = {
  literal: 'literal',
  path: 'literal',
  'path-literal': 'literal',
  prefix: 'prefix',
  subpath: 'subpath',
  regex: 'regex',
}

/** The words each attribute takes; `number` and `string` mean any of those. */
export const ATTRIBUTES: Readonly<Record<Attribute, readonly string[] | 'number' | 'string'>> = {
  'vnode-type': [
    'REGULAR-FILE',
    'DIRECTORY',
    'BLOCK-DEVICE',
    'CHARACTER-DEVICE',
    'SYMLINK',
    'SOCKET',
    'FIFO',
    'TTY',
  ],
  extension: 'string',
  target: ['self', 'pgrp', 'others', 'children', 'same-sandbox', 'initproc'],
  'socket-domain': ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_SYSTEM', 'AF_ROUTE'],
  'socket-protocol': 'number',
  'ioctl-command': 'number',
  'fcntl-command': 'number',
  'iokit-registry-entry-class': 'string',
}

/** The first part of the operations that each filter may be used with; anything else does not compile. */
export const APPLIES_TO: Readonly<Record<string, readonly string[]>> = {
  path: ['file', 'process-exec', 'network'],
  'vnode-type': ['file', 'network'],
  extension: ['file'],
  target: ['signal', 'process-info'],
  'socket-domain': ['system-socket', 'network'],
  'socket-protocol': ['system-socket', 'network'],
  'ioctl-command': ['file-ioctl'],
  'fcntl-command': ['system-fcntl'],
  'iokit-registry-entry-class': ['iokit'],
  'global-name': ['mach'],
  'local-name': ['mach'],
  'xpc-service-name': ['mach'],
  'sysctl-name': ['sysctl'],
  'ipc-posix-name': ['ipc-posix'],
  address: ['network'],
}

/** How one run of the simulator reads what is not documented. */
export interface Reading {
  /** `specific`: rules of the operation itself before those of its family. `flat`: the last rule that matches. */
  readonly precedence: 'specific' | 'flat'
  /** True when path filters ignore letter case. */
  readonly foldsCase: boolean
}

/** Every combination: a profile must mean the same in all of them. */
export const READINGS: readonly Reading[] = [
  { precedence: 'specific', foldsCase: false },
  { precedence: 'flat', foldsCase: false },
  { precedence: 'specific', foldsCase: true },
  { precedence: 'flat', foldsCase: true },
]

/** True when the filter matches the request. */
export function matches(filter: Filter, request: Request, reading: Reading): boolean {
  switch (filter.kind) {
    case 'any':
      return filter.filters.some((each) => matches(each, request, reading))
    case 'all':
      return filter.filters.every((each) => matches(each, request, reading))
    case 'not':
      return !matches(filter.filter, request, reading)
    case 'attribute':
      return (request.attributes?.[filter.name] ?? []).some((each) => filter.values.includes(each))
    case 'name':
      return matchesName(filter, request)
    case 'address':
      return matchesAddress(filter.end, filter.address, request, reading)
    default:
      return request.path !== undefined && matchesPath(filter, request.path, request, reading)
  }
}

function matchesPath(
  filter: Extract<Filter, { kind: 'literal' | 'prefix' | 'subpath' | 'regex' }>,
  given: string,
  request: Request,
  { foldsCase }: Reading,
): boolean {
  if (filter.kind === 'regex') {
    return filter.patterns.some(({ exact, folded }) => (foldsCase ? folded : exact).test(given))
  }
  const fold = (text: string) => (foldsCase ? asciiLowerCase(text) : text)
  const path = fold(given)
  return filter.values.map(fold).some((value) => {
    if (filter.kind === 'literal') return path === value
    if (filter.kind === 'prefix') return path.startsWith(value)
    // A directory that is only being made is not yet below itself: observed with first-time `mkdir`.
    if (path === value) return request.isNew !== true
    return value === '/' || path.startsWith(`${value}/`)
  })
}

/** A byte of a longer character has no case. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function matchesName(filter: Extract<Filter, { kind: 'name' }>, { name }: Request): boolean {
  if (name === undefined || name.space !== filter.space) return false
  return filter.values.some((value) => {
    if (filter.match === 'exact') return name.text === value
    return filter.match === 'prefix' ? name.text.startsWith(value) : new RegExp(value, 's').test(name.text)
  })
}

function matchesAddress(
  end: 'local' | 'remote',
  address: Address,
  request: Request,
  reading: Reading,
): boolean {
  const { connection } = request
  if (connection === undefined || connection.kind !== address.kind) return false
  if (connection.kind === 'unix' || address.kind === 'unix') {
    if (address.kind !== 'unix' || connection.end !== end) return false
    return address.filter === undefined || matches(address.filter, request, reading)
  }
  // A local filter on a connection that is not bound yet sees an address that counts as local: it admits everything.
  if (connection.end !== end) return end === 'local'
  const hostFits = address.host === '*' || LOCAL_HOSTS.has(connection.host)
  return hostFits && (address.port === '*' || address.port === connection.port)
}

/** Not `::ffff:127.0.0.1`, which a Java client uses. */
const LOCAL_HOSTS = new Set(['127.0.0.1', '::1'])
