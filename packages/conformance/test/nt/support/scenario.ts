/** Puts files, rules and access lists together, and says where the fence and the policy differ. */

import {
  compileDecider,
  type Decider,
  isAtOrBelow,
  isBelow,
  type ProfileRule,
  type ResolvedPolicy,
  resolve,
} from '@sandbox/policy'
import {
  applyGrant,
  EMPTY_JOURNAL,
  type Gap,
  type Grant,
  type HostFacts,
  type Journal,
  type JournalStore,
  planToken,
  READINGS,
  type Reading,
  release,
  undoUnused,
  withoutPlaceholders,
} from '@sandbox/windows-token'
import {
  type Answer,
  answerTo,
  type Disk,
  descriptorOf,
  LOGON,
  type SystemCall,
  simulatedVolume,
  type Token,
  USER_TOKEN,
  type VolumeHooks,
  writeRestricted,
} from '../../../src/nt/index.js'
import { diskOf, factsOf, filesOf, type TreeText } from './machine.js'

/** A fault planted into the code between planning and the disk. */
export interface Plant extends Pick<VolumeHooks, 'plant'> {
  readonly grant?: ((grant: Grant) => Grant) | undefined
  readonly restricting?: readonly string[] | undefined
}

/** A policy in force on a disk. */
export interface Scenario {
  readonly disk: Disk
  readonly policy: ResolvedPolicy
  readonly decider: Decider
  readonly grants: readonly Grant[]
  readonly gaps: readonly Gap[]
  readonly token: Token
  /** The host as it is now. */
  facts(): HostFacts
  /** Access lists as a new run makes them. */
  apply(): Promise<void>
  /** Everything taken back. */
  clean(): Promise<void>
}

const SYSTEM_TREE: TreeText = {
  'C:\\ws\\': '',
  'C:\\Users\\me\\': '',
  'C:\\state\\': '',
  'C:\\programs\\': '',
}

/** @throws SandboxError for a policy that is refused */
export async function scenario(
  rules: readonly ProfileRule[],
  tree: TreeText,
  reading: Reading,
  plant: Plant = {},
): Promise<Scenario> {
  const disk = diskOf({ ...SYSTEM_TREE, ...tree })
  const store = journalInMemory()
  const policy = resolve(profileWith(rules), {
    cwd: 'C:\\ws',
    home: 'C:\\Users\\me',
    platform: 'win32',
    files: filesOf(disk),
  })
  const volume = simulatedVolume(disk, { plant: plant.plant })
  const sids = new Map<string, string>()
  const grantsNow = () => {
    const facts = withoutPlaceholders(factsOf(disk, READINGS[reading]), store.read())
    const token = planToken(policy, facts, { strict: false })
    return token.grants.map((grant, index): Grant => {
      const key = JSON.stringify(token.capabilities[index])
      const sid = sids.get(key) ?? `S-1-5-21-1-2-3-${1000 + sids.size}`
      sids.set(key, sid)
      return plant.grant?.({ ...grant, sid }) ?? { ...grant, sid }
    })
  }
  let runs = 0
  const apply = async () => {
    runs += 1
    for (const grant of grantsNow()) await applyGrant(grant, { pid: 1, run: String(runs) }, volume, store)
  }
  const grants = grantsNow()
  await apply()
  const { gaps } = planToken(policy, factsOf(disk, READINGS[reading]), { strict: false })
  const restricting = [...sids.values(), LOGON, ...(plant.restricting ?? [])]
  return {
    disk,
    policy,
    decider: compileDecider(policy),
    grants,
    gaps,
    token: writeRestricted(restricting, READINGS[reading]),
    facts: () => factsOf(disk, READINGS[reading]),
    apply,
    async clean() {
      await release(() => true, volume, store)
      await undoUnused(volume, store)
    },
  }
}

/** Rules, as a profile holds them. */
export function rulesOf(table: Readonly<Record<string, 'read' | 'write' | 'deny'>>): readonly ProfileRule[] {
  return Object.entries(table).map(([key, access]) => ({
    key,
    subpath: '.',
    access,
    source: { keyPath: key, profile: 'test' },
  }))
}

function profileWith(rules: readonly ProfileRule[]): Parameters<typeof resolve>[0] {
  return {
    name: 'test',
    chain: ['test'],
    unrestricted: false,
    workspaceRoots: [],
    rules: [...rulesOf({ ':root': 'read' }), ...rules],
    protectedNames: ['.git', '.codex'],
    egress: {
      mode: 'full',
      domains: [],
      unixSockets: {},
      limited: false,
      allowLocalBinding: false,
      socks5: true,
    },
    environment: { inherit: 'all', keep: [], exclude: [], set: {} },
    limits: {},
    linux: { launcher: 'auto', allowNestedUserns: false },
  }
}

/** A journal that nobody else reads. */
export function journalInMemory(): JournalStore {
  let journal: Journal = EMPTY_JOURNAL
  return {
    read: () => journal,
    write: (next) => {
      journal = next
    },
  }
}

/** A difference between the policy and the fence that no gap of the plan explains, as text. */
export function differenceIn(made: Scenario, call: SystemCall): string | undefined {
  const answer = answerTo(made.disk, made.token, call)
  if (answer !== 'ok' && answer !== 'denied') return undefined
  const expected = expectation(made, call)
  const isRight = expected === 'either' || expected === answer
  return isRight ? undefined : `${JSON.stringify(call)}: the policy says ${expected}, the fence ${answer}`
}

/** `either` where a gap says that the fence is not kept, or where it may be stricter than asked. */
function expectation(made: Scenario, call: SystemCall): Answer | 'either' {
  if (call.call === 'read') return 'ok'
  const touched = touchedBy(made, call)
  const isOpen = ({ path, moves }: Touched) =>
    isWritable(made, path) && !(moves === true && leadsToClosed(made, path))
  const mayHappen = touched.every(isOpen)
  const isExcused = ({ excuse }: Touched) => excuse.some((name) => hasGap(made, name))
  if (!mayHappen) return touched.filter((each) => !isOpen(each)).every(isExcused) ? 'either' : 'denied'
  return isCertain(made, call) ? 'ok' : 'either'
}

type GapName = Gap['name']

interface Touched {
  /** Without links. */
  readonly path: string
  /** The gaps that would explain a change of it. */
  readonly excuse: readonly GapName[]
  /** What is in it gets another path, or none. */
  readonly moves?: boolean | undefined
}

const REMOVAL: readonly GapName[] = ['removal', 'removal-by-directory']

function touchedBy({ disk }: Scenario, call: SystemCall): readonly Touched[] {
  const followed = (path: string) => disk.locate(path)
  const itself = (path: string) => disk.locate(path, false)
  const open = (place: ReturnType<Disk['locate']>): readonly GapName[] =>
    place?.object !== undefined && descriptorOf(place.object).dacl === null ? ['open-to-all'] : []
  const parentOpen = (place: ReturnType<Disk['locate']>): readonly GapName[] =>
    place !== undefined && descriptorOf(place.parent).dacl === null ? ['open-to-all'] : []
  switch (call.call) {
    case 'create-file':
    case 'make-directory': {
      const place = followed(call.path)
      return [{ path: place?.path ?? call.path, excuse: parentOpen(place) }]
    }
    case 'remove': {
      const place = itself(call.path)
      const excuse = [...REMOVAL, ...open(place), ...parentOpen(place)]
      return [{ path: place?.path ?? call.path, excuse, moves: true }]
    }
    case 'rename': {
      const [from, to] = [itself(call.path), itself(call.to)]
      const replaced: readonly GapName[] = to?.object === undefined ? [] : REMOVAL
      return [
        {
          path: from?.path ?? call.path,
          excuse: [...REMOVAL, ...open(from), ...parentOpen(from)],
          moves: true,
        },
        { path: to?.path ?? call.to, excuse: [...replaced, ...open(to), ...parentOpen(to)] },
      ]
    }
    case 'hard-link':
    case 'junction': {
      const to = itself(call.to)
      return [{ path: to?.path ?? call.to, excuse: parentOpen(to) }]
    }
    case 'set-permissions':
    case 'take-ownership': {
      const place = followed(call.path)
      return [{ path: place?.path ?? call.path, excuse: ['permissions', ...open(place)] }]
    }
    default: {
      const place = followed(call.path)
      return [{ path: place?.path ?? call.path, excuse: open(place) }]
    }
  }
}

function isWritable({ decider }: Scenario, path: string): boolean {
  return decider.decide(path).access === 'write'
}

/** A directory on the way to a closed path: under another name, the path could be made anew. */
function leadsToClosed({ policy, grants }: Scenario, path: string): boolean {
  const closed = [
    ...policy.rules.filter((rule) => rule.access === 'read').map((rule) => rule.path),
    ...policy.writableRoots.flatMap((root) => root.protectedPaths.map((each) => each.path)),
  ]
  const isInside = grants.some(({ root }) => isBelow(path, root, 'win32'))
  return isInside && closed.some((each) => isBelow(each, path, 'win32'))
}

function hasGap({ gaps }: Scenario, name: GapName): boolean {
  return gaps.some((gap) => gap.name === name)
}

/** True where the fence must let it happen: plain work on plain files of the user, inside of a root. */
function isCertain({ disk, grants }: Scenario, call: SystemCall): boolean {
  const paths = 'to' in call ? [call.path, call.to] : [call.path]
  const places = paths.map((path) => disk.locate(path, false))
  const isInside = (path: string) => grants.some(({ root }) => isBelow(path, root, 'win32'))
  const isPlain = (place: ReturnType<Disk['locate']>) =>
    place !== undefined &&
    isInside(place.path) &&
    [place.parent, ...(place.object === undefined ? [] : [place.object])].every(isUsersOwn) &&
    (place.object === undefined || (place.object.kind !== 'link' && disk.linksOf(place.object) === 1))
  const changesRights = call.call === 'set-permissions' || call.call === 'take-ownership'
  const isSpecial = (path: string) => isAnchored(grants, path) || isOccupied(grants, path)
  return (
    !changesRights &&
    places.every(isPlain) &&
    !places.some((place) => isSpecial(place?.path ?? '')) &&
    answerTo(disk, USER_TOKEN, call) === 'ok'
  )
}

/** A directory that must keep its name: the root, and what leads to a closed path. */
function isAnchored(grants: readonly Grant[], path: string): boolean {
  return grants.some(
    ({ root, closed, kept }) =>
      isAtOrBelow(root, path, 'win32') ||
      [...kept, ...closed.map((each) => each.path)].some((each) => isAtOrBelow(each, path, 'win32')),
  )
}

/** Where something missing was occupied, or would have to be a directory: nothing can be made there, which is stricter. */
function isOccupied(grants: readonly Grant[], path: string): boolean {
  const occupied = grants.flatMap(({ closed }) => closed.filter((each) => each.placeholder !== undefined))
  return occupied.some((each) => isAtOrBelow(path, each.path, 'win32'))
}

function isUsersOwn(object: Parameters<typeof descriptorOf>[0]): boolean {
  const { dacl, control } = descriptorOf(object)
  return dacl !== null && (control & 0x1000) === 0
}
