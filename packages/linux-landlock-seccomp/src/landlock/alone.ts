/** The ruleset where there are no namespaces: everything is closed, and what a policy gives is left open. Pure. */

import { compileDecider, type Decider, type ResolvedPolicy } from '@sandbox/policy'
import { landlockMissing, landlockRefuses } from '../errors.js'
import { isForDevices } from './devices.js'
import { gapsOf } from './gaps.js'
import type { Opening, Split } from './openings.js'
import { placesOf } from './places.js'
import { portsOf } from './ports.js'
import { refusalsOf } from './refusals.js'
import { FILE_RIGHTS, maskOf, SCOPES } from './rights.js'
import type { AloneOptions, BeneathRule, Ruleset } from './ruleset.js'
import { stricterThanAsked } from './stricter.js'

/** Written and read by nearly every program, and harmless: usable unless a rule denies them. */
const HARMLESS_DEVICES = ['full', 'null', 'random', 'tty', 'urandom', 'zero'].map((name) => `/dev/${name}`)

const DEVICE_RIGHTS: ReadonlySet<string> = new Set(['read_file', 'write_file', 'truncate', 'ioctl_dev'])

/**
 * Closes every right that the version knows.
 *
 * @throws SandboxError `LANDLOCK_MISSING`, `LANDLOCK_CANNOT_KEEP`
 */
export function aloneRuleset(policy: ResolvedPolicy, abi: number, options: AloneOptions): Ruleset {
  if (abi < 1) throw landlockMissing()
  const refused = refusalsOf(policy, abi, options)
  if (refused.length > 0) throw landlockRefuses(refused)
  const decider = compileDecider(policy)
  const { openings, splits } = placesOf(policy, decider, options)
  const named = new Set(policy.rules.map(({ path }) => path))
  const rules = openings.map((each) => ruleOf(each, abi, named.has(each.path)))
  const ports = portsOf(policy, abi, options)
  const root = splits.find(isForDevices)
  return {
    purpose: 'alone',
    abi,
    handledAccessFs: maskOf(FILE_RIGHTS, abi),
    handledAccessNet: ports.handled,
    scoped: maskOf(SCOPES, abi),
    pathRules: [
      ...rules,
      ...listingRules(root, abi),
      ...deviceRules(decider, abi),
      ...socketRules(policy, abi),
    ].sort(byPath),
    portRules: ports.rules,
    missing: gapsOf(policy, abi, 'alone'),
    warnings: stricterThanAsked(splits, decider, abi),
  }
}

/** A file found in a directory may be gone when the command starts; a place that the policy names may not. */
function ruleOf({ path, access }: Opening, abi: number, mustExist: boolean): BeneathRule {
  const rights = maskOf(FILE_RIGHTS, abi, ({ kind }) => access === 'write' || kind === 'read')
  return { path, access: rights, mustExist }
}

/** What is beside the devices can still be listed. */
function listingRules(root: Split | undefined, abi: number): readonly BeneathRule[] {
  const access = maskOf(FILE_RIGHTS, abi, ({ name }) => name === 'read_dir')
  return root === undefined ? [] : [{ path: root.path, access, mustExist: true }]
}

function deviceRules(decider: Decider, abi: number): readonly BeneathRule[] {
  const access = maskOf(FILE_RIGHTS, abi, ({ name }) => DEVICE_RIGHTS.has(name))
  return HARMLESS_DEVICES.filter((path) => {
    const decision = decider.decide(path)
    return decision.access !== 'deny' || decision.because === 'no-rule'
  }).map((path) => ({ path, access, mustExist: false }))
}

/** Sockets that the policy allows. Before ABI 9 every one is open, which is said in `missing`. */
function socketRules(policy: ResolvedPolicy, abi: number): readonly BeneathRule[] {
  const access = maskOf(FILE_RIGHTS, abi, ({ name }) => name === 'resolve_unix')
  if (access === 0 || policy.egress.mode === 'none') return []
  return Object.entries(policy.egress.unixSockets)
    .filter(([, action]) => action === 'allow')
    .map(([path]) => ({ path, access, mustExist: false }))
}

function byPath(a: BeneathRule, b: BeneathRule): number {
  if (a.path === b.path) return a.access - b.access
  return a.path < b.path ? -1 : 1
}
