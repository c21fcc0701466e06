/** Holds a chosen profile against the administrator's limits: adds what tightens, refuses what goes beyond. */

import { compileDecider } from './decide.js'
import type { ManagedLimits } from './managed.js'
import {
  managedDeny,
  managedNetwork,
  managedOption,
  managedProfile,
  managedUnrestricted,
} from './managed-errors.js'
import type { Widening } from './narrower.js'
import { domainIdentity } from './network.js'
import { describePlace } from './place.js'
import type { DomainRule, EgressMode, EgressPolicy, Profile } from './profile.js'
import { describeWidest } from './project.js'
import type { ResolvedPolicy } from './resolved.js'

const MODE_WIDTH: Readonly<Record<EgressMode, number>> = { none: 0, proxy: 1, full: 2 }

/** @throws SandboxError `MANAGED_PROFILE` */
export function checkAllowedProfile(limits: ManagedLimits, name: string): void {
  const { allowedProfiles } = limits
  if (allowedProfiles !== undefined && !allowedProfiles.includes(name)) {
    throw managedProfile(limits.file, name, allowedProfiles)
  }
}

/** With a list of allowed profiles, options may only narrow. @throws SandboxError `MANAGED_OPTION` */
export function checkManagedOptions(limits: ManagedLimits, widenings: readonly Widening[]): void {
  if (limits.allowedProfiles === undefined || widenings.length === 0) return
  throw managedOption(limits.file, describeWidest(widenings, undefined))
}

/**
 * The profile with the administrator's deny rules added.
 *
 * @throws SandboxError `MANAGED_UNRESTRICTED`, `MANAGED_NETWORK`
 */
export function withManagedLimits(profile: Profile, limits: ManagedLimits): Profile {
  const hasLimits =
    limits.deny.length > 0 || limits.denyDomains.length > 0 || (limits.mode ?? 'full') !== 'full'
  if (profile.unrestricted) {
    if (hasLimits) throw managedUnrestricted(limits.file, profile.name)
    return profile
  }
  return {
    ...profile,
    rules: [...profile.rules, ...limits.deny],
    egress: limitEgress(profile.egress, limits),
  }
}

function limitEgress(egress: EgressPolicy, limits: ManagedLimits): EgressPolicy {
  const { mode, denyDomains, file } = limits
  const choice = `The network mode ${JSON.stringify(egress.mode)}`
  if (mode !== undefined && MODE_WIDTH[egress.mode] > MODE_WIDTH[mode]) {
    throw managedNetwork(choice, { file, keyPath: 'network.mode' }, mode)
  }
  if (denyDomains.length === 0 || egress.mode === 'none') return egress
  if (egress.mode === 'full') {
    throw managedNetwork(choice, { file, keyPath: 'network.deny_domains' }, 'only a proxy can deny domains')
  }
  return { ...egress, domains: addDenials(egress.domains, denyDomains) }
}

function addDenials(rules: readonly DomainRule[], denials: readonly DomainRule[]): readonly DomainRule[] {
  const denied = new Map(denials.map((rule) => [domainIdentity(rule), rule]))
  for (const rule of rules) {
    const denial = denied.get(domainIdentity(rule))
    if (denial === undefined) continue
    if (rule.action === 'allow')
      throw managedNetwork(describePlace(rule.source), denial.source, 'it denies that host')
  }
  const others = rules.filter((rule) => !denied.has(domainIdentity(rule)))
  return [...others, ...denied.values()]
}

/**
 * Refuses a rule that would open what the administrator denied. Needs resolved policies, because only there
 * every spelling of a path is the same path.
 *
 * @throws SandboxError `MANAGED_DENY`
 */
export function checkManagedDenials(
  chosen: ResolvedPolicy,
  limited: ResolvedPolicy,
  limits: ManagedLimits,
): void {
  const decider = compileDecider(limited)
  for (const rule of chosen.rules) {
    if (rule.access === 'deny') continue
    const decision = decider.decide(rule.path)
    if (decision.access === 'deny' && decision.rule?.source.file === limits.file) {
      throw managedDeny(rule.source, rule.path, decision.rule.source)
    }
  }
}
