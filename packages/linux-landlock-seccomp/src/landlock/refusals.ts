/** Decides what of a policy Landlock alone cannot keep, and names the rule. Pure. */

import { decide, type ResolvedPolicy, type RuleSource } from '@sandbox/policy'
import type { AloneOptions } from './ruleset.js'

/** One rule that is refused. */
export interface Refusal {
  /** The key as written, with the file when there is one. */
  readonly rule: string
  readonly why: string
  /** What the user can do about it. */
  readonly instead: string
}

const USE_BWRAP = 'use the backend linux-bwrap'

/** Everything that is refused before any path is looked at. */
export function refusalsOf(policy: ResolvedPolicy, abi: number, options: AloneOptions): readonly Refusal[] {
  return [
    ...fileRefusals(policy, abi, options),
    ...proxyRefusals(policy, abi, options),
    ...socketRefusals(policy, abi),
  ]
}

function fileRefusals(policy: ResolvedPolicy, abi: number, options: AloneOptions): readonly Refusal[] {
  const globs = options.globMatches === undefined ? policy.globs : []
  const refusals = globs.map(({ source }) => ({
    rule: nameOf(source),
    why: 'what the glob matches was not looked up',
    instead: `deny the paths by name, or ${USE_BWRAP}`,
  }))
  if (abi >= 3 || policy.fullDiskWrite || policy.unrestricted || accepts(options, 'truncate')) return refusals
  const rule = policy.rules.find(({ access }) => access === 'read')?.source
  return [
    ...refusals,
    {
      rule: rule === undefined ? `profile ${policy.profile}` : nameOf(rule),
      why: `this kernel's Landlock (ABI ${abi}) lets files that can be read be cut to nothing`,
      instead: `${USE_BWRAP}, or a kernel from 6.2 on`,
    },
  ]
}

function proxyRefusals(policy: ResolvedPolicy, abi: number, options: AloneOptions): readonly Refusal[] {
  if (policy.egress.mode !== 'proxy') return []
  const instead = `use network mode none or full, or ${USE_BWRAP}`
  if (abi < 4) {
    return [{ rule: 'network.mode', why: `this kernel's Landlock (ABI ${abi}) knows no ports`, instead }]
  }
  const refusals = accepts(options, 'proxy-port')
    ? []
    : [
        {
          rule: 'network.mode',
          why: 'the port of the proxy would be open on every host, and UDP too',
          instead,
        },
      ]
  if (!policy.egress.allowLocalBinding) return refusals
  const why = 'Landlock knows ports, not addresses: it would open every host'
  return [...refusals, { rule: 'network.allow_local_binding', why, instead: `leave it out, or ${USE_BWRAP}` }]
}

/** With egress `none` no socket can be connected to at all. Writing a place includes connecting to sockets there. */
function socketRefusals(policy: ResolvedPolicy, abi: number): readonly Refusal[] {
  if (policy.egress.mode === 'none') return []
  return Object.entries(policy.egress.unixSockets)
    .filter(([path, action]) => action === 'deny' && (abi < 9 || decide(policy, path).access === 'write'))
    .map(([path]) => ({
      rule: `network.unix_sockets."${path}"`,
      why:
        abi < 9
          ? `this kernel's Landlock (ABI ${abi}) does not know sockets in the file system`
          : 'a filesystem rule makes it writable, which opens it',
      instead: `use network mode none, or ${USE_BWRAP}`,
    }))
}

const accepts = (options: AloneOptions, weakness: 'truncate' | 'proxy-port'): boolean =>
  options.accept?.includes(weakness) ?? false

/** A rule as an error message names it. */
export function nameOf(source: RuleSource): string {
  return source.file === undefined ? source.keyPath : `${source.keyPath} (${source.file})`
}
