/** Policy, facts and command in, launch plan out. Pure. */

import { win32 } from 'node:path'
import type { CommandSpec, LaunchPlan, ResolvedPolicy } from '@sandbox/policy'
import type { Grant } from './acl/grant.js'
import type { CapabilityKey } from './capability/store.js'
import { enforcementOf } from './enforcement.js'
import type { HostFacts } from './facts.js'
import { ASSUMED_RIGHTS, type Gap, kernelGaps, STANDING_GAPS } from './guarantees.js'
import { withVariables } from './launch/environment-block.js'
import { networkEnvironment } from './launch/network-environment.js'
import { commandLine } from './launch/quote.js'
import { encodeSpec, specFields, type TokenSpec } from './launch/spec.js'
import { planRoot, type RootPlan } from './model/grants.js'
import { type Root, rootsOf } from './model/roots.js'
import { renderGrants } from './render.js'
import { refuseOnHost, refuseUnenforced, type Strictness } from './unenforced.js'

/** What a policy comes to on one host, whatever the command. */
export interface TokenPlan {
  /** One capability each, in the order of {@link TokenPlan.grants}. */
  readonly capabilities: readonly CapabilityKey[]
  readonly grants: readonly RootPlan[]
  /** What the policy promises and the token does not keep. */
  readonly gaps: readonly Gap[]
  /** The rights that {@link TokenPlan.gaps} were told from. */
  readonly coveredRights: number
}

/** What the caller says besides the policy. */
export interface TokenOptions {
  /** Default: true, which refuses what is only advice and what the kernel leaves open. */
  readonly strict?: boolean | undefined
  /** The port of an egress proxy on this host, for network mode `proxy`; of commands that name none of their own. */
  readonly proxyPort?: number | undefined
  /** The caller runs a proxy for every command. Default: false. */
  readonly servesEgress?: boolean | undefined
}

/** What the caller's words come to. */
export function strictnessOf({ strict, proxyPort, servesEgress }: TokenOptions): Strictness {
  return { strict: strict !== false, hasProxy: proxyPort !== undefined || servesEgress === true }
}

/**
 * What must be on the disk and in the token for a policy to hold.
 *
 * @throws SandboxError for what cannot be enforced, with the name of the rule; `docs/windows.md` has the table
 * @example planToken(policy, ASSUMED_FACTS, { strict: false }).gaps.map(({ text }) => text)
 */
export function planToken(policy: ResolvedPolicy, facts: HostFacts, options: TokenOptions = {}): TokenPlan {
  const strictness = strictnessOf(options)
  refuseUnenforced(policy, strictness)
  const roots = rootsOf(policy)
  refuseOnHost(policy, roots, facts, strictness)
  const coveredRights = facts.coveredRights ?? ASSUMED_RIGHTS
  return {
    capabilities: roots.map(capabilityKey),
    grants: roots.map((root) => planRoot(root, facts)),
    gaps: [...kernelGaps(coveredRights), ...STANDING_GAPS],
    coveredRights,
  }
}

function capabilityKey({ path, closed }: Root): CapabilityKey {
  return { root: path, closed }
}

/** A plan of this backend. */
export interface TokenLaunchPlan extends LaunchPlan {
  readonly spec: TokenSpec
  readonly grants: readonly Grant[]
}

/** What else a launch is made from. */
export interface LaunchInput {
  readonly policy: ResolvedPolicy
  readonly token: TokenPlan
  /** One for each grant of the plan. */
  readonly sids: readonly string[]
  readonly command: CommandSpec
  /** The program's whole path; undefined when there is none. */
  readonly application: string | undefined
  readonly helper: string
  readonly denyBin: string
  readonly proxyPort?: number | undefined
  /** The process whose end ends the command. */
  readonly parent: number
}

/**
 * The helper with its spec, and the access lists that must be right before it starts.
 *
 * @throws SandboxError `COMMAND_LINE_TOO_LONG`, `TEXT_HAS_NUL`, `VARIABLE_MALFORMED`
 */
export function planLaunch(input: LaunchInput): TokenLaunchPlan {
  const { policy, token, sids, helper } = input
  const command = withMarkers(input)
  const spec: TokenSpec = {
    application: input.application ?? '',
    commandLine: commandLine(command.program, command.args),
    directory: command.cwd,
    environment: command.environment,
    capabilities: sids,
    parent: input.parent,
    memory: policy.limits.memory,
    processes: policy.limits.processes,
  }
  const grants = grantsWith(token.grants, sids)
  return {
    backend: 'windows-token',
    file: helper,
    args: ['run'],
    environment: {},
    cwd: win32.dirname(helper),
    inherited: [{ purpose: 'spec', content: encodeSpec(spec) }],
    command,
    enforcement: enforcementOf(policy, token.coveredRights),
    warnings: policy.warnings,
    details: {
      launcher: { path: helper },
      spec: specFields({ ...spec, environment: {} }),
      writableRoots: grants,
      accessLists: renderGrants(grants),
      gaps: token.gaps,
    },
    spec,
    grants,
  }
}

/** Each grant with the capability at its place. */
export function grantsWith(grants: readonly RootPlan[], sids: readonly string[]): readonly Grant[] {
  return grants.map((grant, index) => ({ ...grant, sid: sids[index] ?? '' }))
}

/** Marks that tools look for; `CODEX_SANDBOX_NETWORK_DISABLED` is the one many already know. */
function withMarkers({ command, policy, denyBin, proxyPort }: LaunchInput): CommandSpec {
  const { egress } = policy
  const advised = networkEnvironment(command.environment, egress, { denyBin, proxyPort })
  const environment = withVariables(advised, {
    SANDBOX: 'windows-token',
    SANDBOX_NETWORK: egress.mode,
    ...(egress.mode === 'none' ? { CODEX_SANDBOX_NETWORK_DISABLED: '1' } : {}),
  })
  return { ...command, environment }
}
