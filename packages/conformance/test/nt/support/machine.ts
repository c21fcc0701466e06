/** A machine of one user in memory: the files a policy is resolved against, and the facts a plan is made from. */

import type { FileView, ResolvedPolicy } from '@sandbox/policy'
import type { Ace, Descriptor, HostFacts } from '@sandbox/windows-token'
import {
  Disk,
  descriptorForNew,
  descriptorOf,
  EVERYONE,
  SYSTEM,
  USER,
  USER_TOKEN,
  USERS,
} from '../../../src/nt/index.js'

/** `C:\a\` is a directory, `-> C:\b` a junction, other text says how the file came to be. */
export type TreeText = Readonly<Record<string, string>>

const FULL = 0x001f_01ff
const READ_AND_RUN = 0x0012_00a9
const ON_EVERYTHING = 0x03

/** What a volume hands down at its root: the user's full control stands for a home directory. */
const ROOT_ENTRIES: readonly Ace[] = [
  { type: 'allow', flags: ON_EVERYTHING, mask: FULL, sid: USER },
  { type: 'allow', flags: ON_EVERYTHING, mask: FULL, sid: SYSTEM },
  { type: 'allow', flags: ON_EVERYTHING, mask: READ_AND_RUN, sid: USERS },
]

/** The lists that files come with besides the inherited one. */
const LISTS: Readonly<Record<string, (inherited: Descriptor) => Descriptor>> = {
  /** Everyone may do everything: a file that somebody was generous with. */
  open: (inherited) => withEntries(inherited, [{ type: 'allow', flags: 0, mask: FULL, sid: EVERYONE }]),
  /** Closed off from what is above. */
  protected: ({ owner, group }) => ({
    control: 0x1000,
    owner,
    group,
    dacl: { revision: 2, entries: [{ type: 'allow', flags: ON_EVERYTHING, mask: FULL, sid: USER }] },
  }),
  /** No list at all. */
  none: ({ owner, group }) => ({ control: 0, owner, group, dacl: null }),
  /** Of the system: readable. */
  foreign: ({ group }) => ({
    control: 0x1000,
    owner: SYSTEM,
    group,
    dacl: { revision: 2, entries: [{ type: 'allow', flags: ON_EVERYTHING, mask: READ_AND_RUN, sid: USERS }] },
  }),
}

/** The names of the lists that a tree may use. */
export const LIST_NAMES: readonly string[] = ['', ...Object.keys(LISTS)]

function withEntries(descriptor: Descriptor, own: readonly Ace[]): Descriptor {
  const entries = [...own, ...(descriptor.dacl?.entries ?? [])]
  return { ...descriptor, dacl: { revision: 2, entries } }
}

/** The volume with these files. */
export function diskOf(tree: TreeText): Disk {
  const disk = new Disk({
    control: 0,
    owner: USER,
    group: USER,
    dacl: { revision: 2, entries: ROOT_ENTRIES },
  })
  for (const [path, text] of Object.entries(tree)) add(disk, path, text)
  return disk
}

function add(disk: Disk, path: string, text: string): void {
  const names = path.split('\\').filter(Boolean)
  for (let depth = 2; depth <= names.length; depth += 1) {
    const place = disk.locate(names.slice(0, depth).join('\\'), false)
    // What leads through a file or a link is left out.
    if (place === undefined) return
    if (place.object !== undefined) continue
    const isLast = depth === names.length
    const target = isLast && text.startsWith('-> ') ? text.slice(3) : undefined
    const kind = target !== undefined ? 'link' : isLast && !path.endsWith('\\') ? 'file' : 'directory'
    const inherited = descriptorForNew(
      descriptorOf(place.parent),
      kind === 'file' ? 'file' : 'directory',
      USER_TOKEN,
    )
    const descriptor = (isLast ? LISTS[text]?.(inherited) : undefined) ?? inherited
    disk.attach(place.parent, place.name, disk.make(kind, descriptor, target))
  }
}

/** The look that `resolve` takes. */
export function filesOf(disk: Disk): FileView {
  return {
    kind: (path) => disk.locate(path, false)?.object?.kind ?? 'missing',
    realpath: (path) => {
      const place = disk.locate(path)
      return place?.object === undefined ? undefined : place.path
    },
    readLink: (path) => disk.locate(path, false)?.object?.target,
    readText: () => undefined,
    list: (path) => [...(disk.locate(path)?.object?.entries.values() ?? [])].map(({ name }) => name),
  }
}

/** What `probe` would find out. */
export function factsOf(disk: Disk, coveredRights: number): HostFacts {
  return {
    look: (path) => ({ kind: disk.locate(path, false)?.object?.kind ?? 'missing' }),
    drives: new Map([['C:\\', { remote: false, persistentAcls: true }]]),
    coveredRights,
    stateDirectory: 'C:\\state',
    helper: 'C:\\programs\\sandbox-token.exe',
  }
}

/** Every path there is or that the policy speaks of. */
export function pathsOf(disk: Disk, policy: ResolvedPolicy): readonly string[] {
  return [...[...disk.all()].map(({ path }) => path), ...policy.rules.map(({ path }) => path)]
}
