/** Asks a policy which places Landlock alone may open. Pure. */

import { type Access, type Decider, LINUX_PLATFORM_DEFAULTS, type ResolvedPolicy } from '@sandbox/policy'
import { landlockRefuses } from '../errors.js'
import { DEVICE_TREE } from './devices.js'
import { type Openings, openingsOf, type Split } from './openings.js'
import { treeOf } from './path-tree.js'
import type { AloneOptions } from './ruleset.js'
import { causesOf } from './stricter.js'

/**
 * Here files are not data but the kernel and the machine: only a rule that names something inside opens it for writing.
 */
const KERNEL_TREES: readonly string[] = ['/dev', '/proc', '/sys']

const DEFAULT_MAX_RULES = 4096

/** @throws SandboxError `LANDLOCK_CANNOT_KEEP` when it would take too many rules */
export function placesOf(policy: ResolvedPolicy, decider: Decider, options: AloneOptions): Openings {
  const tooMany = (split: Split): never => {
    const rule = causesOf(split, decider)[0] ?? `profile ${policy.profile}`
    const why = `${split.path} holds more files than Landlock can be told to leave open one by one`
    throw landlockRefuses([{ rule, why, instead: 'leave the rule out, or use the backend linux-bwrap' }])
  }
  return openingsOf({
    tree: treeOf(turningPoints(policy, options)),
    accessOf: accessWith(policy, decider, options),
    files: options.files,
    maxOpenings: options.maxRules ?? DEFAULT_MAX_RULES,
    tooMany,
  })
}

/** Every path at which the answer may change. */
function turningPoints(policy: ResolvedPolicy, options: AloneOptions): readonly string[] {
  return [
    ...policy.rules.map(({ path }) => path),
    ...policy.writableRoots.flatMap(({ protectedPaths }) => protectedPaths.map(({ path }) => path)),
    ...(policy.needsPlatformDefaults ? LINUX_PLATFORM_DEFAULTS : []),
    ...(options.globMatches ?? []),
    ...(options.closed ?? []),
    ...KERNEL_TREES,
  ]
}

/**
 * As `decide` says, but that matches include what a matching link leads to, that the kernel's trees and the places to be
 * closed are not written, and that devices are not read.
 */
function accessWith(
  policy: ResolvedPolicy,
  decider: Decider,
  options: AloneOptions,
): (path: string) => Access {
  const matches = new Set(options.globMatches)
  const closed = new Set(options.closed)
  const isIn = (places: ReadonlySet<string>, path: string) =>
    places.size > 0 && ancestry(path).some((each) => places.has(each))
  return (path) => {
    if (isIn(matches, path)) return 'deny'
    const { access, rule } = decider.decide(path)
    if (access === 'write' && isIn(closed, path)) return 'read'
    const tree = KERNEL_TREES.find((each) => path === each || path.startsWith(`${each}/`))
    if (access === 'deny' || policy.unrestricted || tree === undefined) return access
    const named = rule !== undefined && 'path' in rule ? rule.path : '/'
    if (named.startsWith(`${tree}/`)) return access
    return tree === DEVICE_TREE && named !== tree ? 'deny' : 'read'
  }
}

/** A path and the directories it lies in, without `/`. */
function ancestry(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '')
  return names.map((_name, index) => `/${names.slice(0, index + 1).join('/')}`)
}
