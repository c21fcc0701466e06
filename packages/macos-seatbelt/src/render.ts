/** Policy and facts in, profile out. Pure: equal inputs give equal text, on any host. */

import { nothingToEnforce, type ResolvedPolicy, wrongPlatform } from '@sandbox/policy'
import type { HostFacts } from './facts.js'
import { placesOf } from './model/places.js'
import {
  anchorsOf,
  closedOutside,
  passagesOf,
  type Region,
  regionsWithout,
  rootsWith,
} from './model/regions.js'
import { Parameters } from './parameters.js'
import { baseSection, lastDenies, PLATFORM_SERVICES, PREFERENCES } from './profile/base.js'
import { anchorRules, globRules, unreadableRules, unwritableRules } from './profile/closings.js'
import { egressSection } from './profile/egress.js'
import { readSection, writeSection } from './profile/openings.js'
import { type Rule, ruleText } from './rule-text.js'

/** A profile for `sandbox-exec -f`, with the `-D` definitions that belong to it. */
export interface SeatbeltProfile {
  readonly text: string
  /** Every one is used, and every one used is here. Values are absolute paths. */
  readonly params: Readonly<Record<string, string>>
}

/**
 * The profile of a policy that was resolved for darwin. Everything that allows stands before everything that denies.
 *
 * @throws SandboxError `POLICY_WRONG_PLATFORM`, `PROFILE_UNRESTRICTED`, `PROXY_ENDPOINT`, `SOCKET_DENIED`,
 * `GLOB_NOT_EXPRESSIBLE`, `PROFILE_TEXT_TOO_LONG`
 * @example
 * const { text, params } = renderProfile(policy, await probe(policy))
 */
export function renderProfile(policy: ResolvedPolicy, facts: HostFacts): SeatbeltProfile {
  if (policy.platform !== 'darwin') throw wrongPlatform('a Seatbelt profile', 'darwin', policy.platform)
  if (policy.unrestricted) throw nothingToEnforce('Seatbelt profile', policy.profile)
  const parameters = new Parameters()
  const tree = placesOf(policy, facts)
  const readable = rootsWith('readable', tree)
  const passages = passagesOf(tree, policy)
  const readsEverything = readable.some((place) => place.path === '/')
  const unreadable = regionsWithout('readable', tree)
  const anchors = anchorsOf(tree, facts.globMatches)
  const denied = (title: string, rules: readonly Rule[]) =>
    rules.length === 0 ? '' : [title, ...rules.map((rule) => ruleText(rule, facts.denialTag))].join('\n')
  const sections = [
    head(policy, facts),
    baseSection(policy),
    readSection(readable, passages, closedOutside(tree), parameters),
    writeSection(rootsWith('writable', tree), parameters),
    egressSection(policy, facts, readsEverything, parameters),
    readsEverything && isOnlyOurs(unreadable, facts) && policy.globs.length === 0 ? PREFERENCES : '',
    policy.needsPlatformDefaults ? PLATFORM_SERVICES : '',
    DENIES,
    denied(
      facts.privateDirectory === undefined
        ? '; Closed places inside readable ones.'
        : '; Closed places inside readable ones, and the directory of the profiles.',
      unreadableRules(unreadable, passages, parameters),
    ),
    denied(
      '; Read-only places inside writable ones. Names that are missing are matched in every spelling.',
      unwritableRules(regionsWithout('writable', tree), parameters),
    ),
    denied('; Deny globs: what matches, and everything below it.', globRules(policy.globs, facts.paths)),
    denied(
      '; Directories that keep their names: moved, what is closed in them would be open.',
      anchorRules(anchors, parameters),
    ),
    denied(
      '; In any case: setuid, clones of whole directories, other terminals, XPC services, compressing and moving extents (fcntl), typing into a terminal (TIOCSTI).',
      lastDenies(policy),
    ),
  ]
  const text = `${sections.filter((section) => section !== '').join('\n\n')}\n`
  return { text, params: parameters.values() }
}

/** The directory of the profiles is closed in every profile, and no preference is in it. */
function isOnlyOurs(closed: readonly Region[], { privateDirectory }: HostFacts): boolean {
  return closed.every(({ place }) => place.path === privateDirectory)
}

function head(policy: ResolvedPolicy, { denialTag }: HostFacts): string {
  // THREAT: a name of a profile is a person's text; a line break in it would end the comment.
  const name = policy.profile.replace(/[^\w:.-]/g, '?')
  return [
    '(version 1)',
    `; The policy ${name}. First what is allowed, then what is denied again.`,
    ruleText({ action: 'deny', operations: ['default'] }, denialTag),
    '; These would be allowed whatever the default says.',
    ruleText({ action: 'deny', operations: ALLOWED_BY_THEMSELVES }, denialTag),
  ].join('\n')
}

/** As far as anything a policy speaks of hangs on them; reference tables list some more, such as making code at run time. */
const ALLOWED_BY_THEMSELVES = [
  'file-clone',
  'file-link',
  'file-map-executable',
  'file-test-existence',
  'nvram*',
  'process-info*',
]

const DENIES = '; ---- From here on everything denies. ----'
