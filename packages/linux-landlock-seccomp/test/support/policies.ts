/** Policies and file trees for the tests of Landlock rulesets. */

import { dirname } from 'node:path'
import {
  type Access,
  type EgressPolicy,
  type FileKind,
  type FileView,
  type LinuxOptions,
  type ResolvedPolicy,
  resolve,
} from '@sandbox/policy'
import { profileOf } from './profile.js'

/** A file tree in memory: directories end in `/`, links are written `from -> to`, everything else is a file. */
export function filesOf(entries: readonly string[], unreadable: readonly string[] = []): FileView {
  const kinds = new Map<string, FileKind>([['/', 'directory']])
  const links = new Map<string, string>()
  for (const entry of entries) {
    const [name = '', target] = entry.split(' -> ')
    const path = name.endsWith('/') ? name.slice(0, -1) : name
    for (let at = dirname(path); at !== '/'; at = dirname(at)) kinds.set(at, 'directory')
    if (target !== undefined) links.set(path, target)
    kinds.set(path, target !== undefined ? 'link' : name.endsWith('/') ? 'directory' : 'file')
  }
  const isHidden = (path: string) => unreadable.some((each) => path.startsWith(`${each}/`))
  const kind = (path: string): FileKind =>
    isHidden(path)
      ? 'missing'
      : (kinds.get(path.replace(/(?<=.)\/\.$/, '').replace(/^\/\.$/, '/')) ?? 'missing')
  const names = (path: string) =>
    [...kinds.keys()]
      .filter((each) => each !== '/' && dirname(each) === path && !isHidden(each))
      .map((each) => each.slice(path === '/' ? 1 : path.length + 1))
  return {
    kind,
    realpath: (path) => realpathIn(path, kind, links),
    readLink: (path) => links.get(path),
    readText: () => undefined,
    list: (path) => (unreadable.includes(path) ? [] : names(path)),
  }
}

function realpathIn(
  path: string,
  kind: (path: string) => FileKind,
  links: ReadonlyMap<string, string>,
): string | undefined {
  let place = ''
  for (const name of path.split('/').filter((each) => each !== '')) {
    place = links.get(`${place}/${name}`) ?? `${place}/${name}`
    if (kind(place) === 'missing') return undefined
  }
  return place === '' ? '/' : place
}

/** What a test may say besides the rules. */
export interface PolicyOptions {
  readonly protectedNames?: readonly string[]
  readonly egress?: Partial<EgressPolicy>
  readonly linux?: Partial<LinuxOptions>
  readonly unrestricted?: boolean
}

/** A policy with these rules; keys are absolute paths, globs or `:`-symbols. The user works in `/w`. */
export function policyOf(
  rules: Readonly<Record<string, Access>>,
  files: FileView,
  options: PolicyOptions = {},
): ResolvedPolicy {
  const plain = profileOf(rules, { protectedNames: options.protectedNames ?? [], launcher: 'auto' })
  const profile = {
    ...plain,
    unrestricted: options.unrestricted ?? false,
    egress: { ...plain.egress, ...options.egress },
    linux: { ...plain.linux, ...options.linux },
  }
  return resolve(profile, { cwd: '/w', home: '/home/u', platform: 'linux', files })
}
