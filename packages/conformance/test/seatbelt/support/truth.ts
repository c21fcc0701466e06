/** What a call must give according to the policy alone: `decide`, and the few promises that go beyond single paths. */

import { presentRules } from '@sandbox/macos-seatbelt'
import {
  compileDecider,
  type Decider,
  foldCase,
  isBelow,
  MACOS_PLATFORM_DEFAULTS,
  type ResolvedPolicy,
} from '@sandbox/policy'
import { type FileTree, requestsOf, type SystemCall } from '../../../src/sbpl/index.js'
import { globMatchesOf } from './host.js'

/** The judge of one policy on one tree. */
export class Truth {
  readonly #tree: FileTree
  readonly #decider: Decider
  /** Places that are closed for writing at least. */
  readonly #closed: readonly string[]
  readonly #roots: ReadonlySet<string>
  readonly #readable: readonly string[]

  constructor(policy: ResolvedPolicy, tree: FileTree) {
    const rules = presentRules(policy)
    this.#tree = tree
    this.#decider = compileDecider({ ...policy, rules })
    const minimal = policy.needsPlatformDefaults ? MACOS_PLATFORM_DEFAULTS : []
    const isOpen = (path: string) => this.#decider.decide(path).because !== 'glob'
    this.#closed = [
      ...rules.filter((rule) => rule.access !== 'write').map((rule) => rule.path),
      ...policy.writableRoots.flatMap((root) => root.protectedPaths.map(({ path }) => path)),
      ...minimal,
      ...globMatchesOf(tree, policy),
    ]
    this.#roots = new Set(
      rules.filter((rule) => rule.access === 'write' && isOpen(rule.path)).map((rule) => keyOf(rule.path)),
    )
    const written = new Set(rules.map((rule) => keyOf(rule.path)))
    this.#readable = [
      ...rules.filter((rule) => rule.access !== 'deny').map((rule) => rule.path),
      ...minimal.filter((path) => !written.has(keyOf(path))),
    ].filter(isOpen)
  }

  /** `ok`, `EPERM`, or what the files alone answer. */
  expect(call: SystemCall): string {
    const asked = requestsOf(this.#tree, call)
    if ('errno' in asked) return asked.errno
    return this.#allows(call) ? 'ok' : 'EPERM'
  }

  #allows(call: SystemCall): boolean {
    if ('host' in call) return false
    const path = this.#place(call.path, FOLLOWED.has(call.call))
    if ('to' in call) return this.#allowsTwo(call.call, path, this.#place(call.to, false))
    switch (call.call) {
      case 'access':
        return this.#isVisible(path) || this.#isOfSystem(path)
      case 'stat':
      case 'lstat':
      case 'readlink':
        return this.#isVisible(path)
      case 'realpath':
        return pathsTo(path).every((each) => this.#isVisible(each))
      case 'open-read':
        return path === '/' || this.#isReadable(path)
      case 'list':
        return path === '/' || this.#isReadable(path)
      case 'getxattr':
      case 'map-executable':
      case 'exec':
        return this.#isReadable(path)
      case 'open-create':
      case 'mkdir':
      case 'mkfifo':
        return this.#canMake(path)
      case 'unlink':
      case 'rmdir':
        return this.#canRemove(path)
      case 'connect-unix':
      case 'bind-unix':
        return false
      default:
        return this.#isWritable(path)
    }
  }

  #allowsTwo(call: string, from: string, to: string): boolean {
    switch (call) {
      case 'rename':
      case 'swap': {
        const replaces = this.#tree.locate(to, { follow: false })?.node !== undefined
        const returns = call === 'rename' || !this.#isInTheWay(from)
        return this.#canRemove(from) && returns && (replaces ? this.#canReplace(to) : this.#canMake(to))
      }
      case 'link':
        return this.#isWritable(from) && this.#canMake(to)
      case 'clone':
        return !this.#isDirectory(from) && this.#isReadable(from) && this.#canMake(to)
      default:
        return this.#canMake(to)
    }
  }

  #isReadable(path: string): boolean {
    return this.#decider.decide(path).access !== 'deny'
  }

  #isWritable(path: string): boolean {
    return this.#decider.decide(path).access === 'write'
  }

  /** A directory on the way to something readable can be looked at, not into. */
  #isVisible(path: string): boolean {
    return (
      path === '/' || this.#isReadable(path) || this.#readable.some((each) => isBelow(each, path, 'darwin'))
    )
  }

  /** Where reads are limited to a list, the loader still asks for files of the system; of people's files it learns nothing. */
  #isOfSystem(path: string): boolean {
    if (this.#readable.length === 0) return false
    const { because, rule } = this.#decider.decide(path)
    const isNamed = because !== 'no-rule' && !(rule !== undefined && 'path' in rule && rule.path === '/')
    return !isNamed && !OF_PEOPLE.test(path)
  }

  /** A missing directory above a closed path stays missing. */
  #canMake(path: string): boolean {
    if (!this.#isWritable(path)) return false
    const exists = this.#tree.locate(path, { follow: false })?.node !== undefined
    return exists || !this.#closed.some((each) => isBelow(each, path, 'darwin'))
  }

  /** A root, and a directory above a closed path, keeps its name. */
  #canRemove(path: string): boolean {
    if (!this.#isWritable(path)) return false
    if (!this.#isDirectory(path)) return true
    return !this.#roots.has(keyOf(path)) && !this.#closed.some((each) => isBelow(each, path, 'darwin'))
  }

  /** A file where a directory would lead to a closed path: a directory is not to take its place. */
  #isInTheWay(path: string): boolean {
    return !this.#isDirectory(path) && this.#closed.some((each) => isBelow(each, path, 'darwin'))
  }

  #canReplace(path: string): boolean {
    return this.#canRemove(path) && !this.#isInTheWay(path)
  }

  #isDirectory(path: string): boolean {
    return this.#tree.locate(path, { follow: false })?.node?.kind === 'directory'
  }

  #place(path: string, follow: boolean): string {
    return this.#tree.locate(path, { follow })?.path ?? path
  }
}

const OF_PEOPLE = /^\/(?:Users|Volumes|private\/var\/root|System\/Volumes\/Data\/Users)(?:\/|$)/i

const FOLLOWED = new Set<string>([
  'stat',
  'access',
  'realpath',
  'open-read',
  'list',
  'getxattr',
  'map-executable',
  'exec',
  'open-write',
  'open-create',
  'truncate',
  'chmod',
  'chown',
  'utimes',
  'chflags',
  'setxattr',
  'clone',
  'connect-unix',
])

function keyOf(path: string): string {
  return foldCase(path, 'darwin')
}

function pathsTo(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '')
  return ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)]
}
