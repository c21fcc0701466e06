/** What is asked for, and what comes out: plain data. */

import type { EnforcementPart, FileView, PolicyWarning } from '@sandbox/policy'

/** What the kernel can do. */
export interface LandlockFeatures {
  /** The version of its interface; 0 when it has none. */
  readonly abi: number
}

/**
 * What a caller of the purpose `alone` puts up with. `truncate`: below ABI 3 files that can be read can also be cut to
 * nothing. `proxy-port`: with egress `proxy`, the proxy's port can be reached on any host, and UDP is not restricted.
 */
export type Weakness = 'truncate' | 'proxy-port'

interface CommonOptions {
  /** With egress `proxy`: the TCP ports that may be connected to. Default: none. */
  readonly proxyPorts?: readonly number[] | undefined
}

/** A second line behind the mounts of a launcher. Only writing is closed, and only from ABI 2 on. */
export interface LayerOptions extends CommonOptions {
  readonly purpose: 'layer'
}

/** The only line, where there are no namespaces. */
export interface AloneOptions extends CommonOptions {
  readonly purpose: 'alone'
  readonly files: Pick<FileView, 'kind' | 'list'>
  /** What the deny globs of the policy match now. Must be given when the policy has any. */
  readonly globMatches?: readonly string[] | undefined
  /** Places that stay read-only whatever the policy says, canonical. Default: none. */
  readonly closed?: readonly string[] | undefined
  /** What may be weaker than the policy asks. Default: nothing. */
  readonly accept?: readonly Weakness[] | undefined
  /** The most path rules. Default 4096. */
  readonly maxRules?: number | undefined
}

/** See the module. */
export type RulesetOptions = LayerOptions | AloneOptions

/** Leaves `access` open at `path` and, for a directory, beneath it. */
export interface BeneathRule {
  readonly path: string
  /** Bits of {@link FILE_RIGHTS}; what fits directories only is left out for other files when the rule is made. */
  readonly access: number
  /** False when the rule may be left out if the path is gone or became a link. */
  readonly mustExist: boolean
}

/** Leaves `access` open for a TCP port. */
export interface PortRule {
  readonly port: number
  /** Bits of {@link PORT_RIGHTS}. */
  readonly access: number
}

/** Something that this version of Landlock, or any, leaves to others. */
export interface Gap {
  readonly mechanism: LandlockMechanism
  readonly missing: string
}

/** How the parts are called in an enforcement report. */
export type LandlockMechanism = 'landlock-files' | 'landlock-tcp' | 'landlock-scopes'

/** A ruleset, complete. What is handled is closed, except for what a rule leaves open. */
export interface Ruleset {
  readonly purpose: RulesetOptions['purpose']
  /** The version it was made for. */
  readonly abi: number
  readonly handledAccessFs: number
  readonly handledAccessNet: number
  readonly scoped: number
  /** Sorted by path. */
  readonly pathRules: readonly BeneathRule[]
  readonly portRules: readonly PortRule[]
  /** Where less is enforced than the policy, or the purpose, asks for. */
  readonly missing: readonly Gap[]
  /** Where more is closed than the policy asks for. */
  readonly warnings: readonly PolicyWarning[]
}

/** One part per mechanism, for the report of a run. */
export function enforcementParts(ruleset: Ruleset): readonly EnforcementPart[] {
  const handled: Readonly<Record<LandlockMechanism, number>> = {
    'landlock-files': ruleset.handledAccessFs,
    'landlock-tcp': ruleset.handledAccessNet,
    'landlock-scopes': ruleset.scoped,
  }
  return (Object.keys(handled) as readonly LandlockMechanism[]).flatMap((mechanism): EnforcementPart[] => {
    const gaps = ruleset.missing.filter((gap) => gap.mechanism === mechanism).map((gap) => gap.missing)
    if (gaps.length === 0) return handled[mechanism] === 0 ? [] : [{ mechanism, level: 'full' }]
    return [{ mechanism, level: handled[mechanism] === 0 ? 'none' : 'partial', missing: gaps.join('; ') }]
  })
}
