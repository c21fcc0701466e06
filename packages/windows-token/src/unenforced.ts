/** Decides what of a policy this backend cannot enforce, and refuses it by the name of its rule. Pure. */

import { win32 } from 'node:path'
import {
  describeSource,
  isAtOrBelow,
  type Limits,
  nothingToEnforce,
  type PathRule,
  type ResolvedPolicy,
  wrongPlatform,
} from '@sandbox/policy'
import {
  egressAdvisory,
  egressNotEnforced,
  limitNotEnforced,
  linkedRoot,
  networkPath,
  ownFilesWritable,
  readNotFenced,
  restrictedRead,
  tooManyRoots,
  volumeWithoutAcls,
  wholeDriveWritable,
  writeFenceAbsent,
  writeFenceWeak,
} from './errors.js'
import type { HostFacts } from './facts.js'
import { hasWriteFence, kernelGaps } from './guarantees.js'
import type { Root } from './model/roots.js'

/** The default access list of a token cannot hold many more SIDs. */
export const MAX_ROOTS = 32

/** The first by whoever waits for the command, the others by the job object. */
const KEPT: readonly (keyof Limits)[] = ['timeout', 'memory', 'processes']

/** What the caller says besides the policy. */
export interface Strictness {
  readonly strict: boolean
  /** Somebody runs an egress proxy on this host. */
  readonly hasProxy: boolean
}

/**
 * What can be told of the policy alone.
 *
 * @throws SandboxError see `docs/windows.md` for the table of what is refused
 */
export function refuseUnenforced(policy: ResolvedPolicy, { strict, hasProxy }: Strictness): void {
  if (policy.platform !== 'win32') throw wrongPlatform('a restricted token', 'win32', policy.platform)
  if (policy.unrestricted) throw nothingToEnforce('restricted token', policy.profile)
  for (const { path, access, source } of policy.rules) {
    if (access === 'deny') throw readNotFenced(path, describeSource(source))
    if (access === 'write' && /^[A-Z]:\\$/i.test(path)) {
      throw wholeDriveWritable(path, describeSource(source))
    }
  }
  const glob = policy.globs[0]
  if (glob !== undefined) throw readNotFenced(glob.pattern, describeSource(glob.source))
  const names = Object.entries(policy.limits).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  const limit = names.find((name) => !KEPT.some((kept) => kept === name))
  if (limit !== undefined) throw limitNotEnforced(limit)
  const { mode } = policy.egress
  if (mode === 'full') return
  if (strict) throw egressAdvisory(mode)
  if (mode === 'proxy' && !hasProxy) throw egressNotEnforced()
}

/** What the host has to do with it. @throws SandboxError as {@link refuseUnenforced} */
export function refuseOnHost(
  policy: ResolvedPolicy,
  roots: readonly Root[],
  facts: HostFacts,
  { strict }: Strictness,
): void {
  for (const drive of facts.drives.keys()) {
    if (!policy.rules.some((rule) => isAtOrBelow(drive, rule.path, 'win32'))) throw restrictedRead(drive)
  }
  const excess = roots[MAX_ROOTS]
  if (excess !== undefined) throw tooManyRoots(roots.length, MAX_ROOTS, describeSource(excess.rule.source))
  for (const { path, rule, closed } of roots) {
    for (const each of [path, ...closed]) refusePlace(each, rule, facts)
    if (facts.look(path).kind === 'link') throw linkedRoot(path, describeSource(rule.source))
    refuseOwnFiles(path, rule, facts)
  }
  if (facts.coveredRights === undefined) return
  if (!hasWriteFence(facts.coveredRights)) throw writeFenceAbsent()
  const gaps = kernelGaps(facts.coveredRights)
  if (strict && gaps.length > 0) throw writeFenceWeak(gaps.map(({ text }) => text))
}

/** A place that access lists mean nothing for. @throws SandboxError `NETWORK_PATH`, `VOLUME_WITHOUT_ACLS` */
export function refusePlace(
  path: string,
  rule: Pick<PathRule, 'source'>,
  { drives }: Pick<HostFacts, 'drives'>,
): void {
  const name = describeSource(rule.source)
  if (isRemote(path)) throw networkPath(path, name)
  const drive = drives.get(win32.parse(path).root.toUpperCase())
  if (drive?.remote === true) throw networkPath(path, name)
  // A drive that nobody could ask about is not taken on trust.
  if (drive?.persistentAcls !== true) throw volumeWithoutAcls(path, name)
}

function refuseOwnFiles(path: string, rule: PathRule, { stateDirectory, helper }: HostFacts): void {
  const own: readonly (readonly [string, string])[] = [
    [helper, 'the program is that makes the token'],
    [stateDirectory, 'it is remembered what commands may write'],
  ]
  for (const [file, what] of own) {
    if (isAtOrBelow(file, path, 'win32')) throw ownFilesWritable(what, path, describeSource(rule.source))
  }
}

function isRemote(path: string): boolean {
  return path.startsWith('\\\\')
}
