/** Decides in a fixed order whether a target may be reached, and at which addresses. */

import type { EgressPolicy } from '@sandbox/policy'
import type { Authority } from './authority.js'
import type { Lookup } from './lookup.js'
import type { Questions } from './questions.js'
import {
  declined,
  deniedBy,
  type EgressProtocol,
  inspectionRequired,
  leadsToItself,
  methodNotAllowed,
  notListed,
  privateAddress,
  type Refusal,
  RefusedError,
} from './refusal.js'
import { READING_METHODS } from './request-rules.js'
import { compileRules, isAddress } from './rules.js'
import { addressKind } from './special-addresses.js'

/** One thing a command wants. */
export interface Wish {
  readonly target: Authority
  readonly protocol: EgressProtocol
  readonly method?: string | undefined
}

/** A wish that the rules, or whoever was asked, let through. Its addresses are still to be checked. */
export interface Permit {
  readonly target: Authority
  /** Addresses behind the name need not be public. */
  readonly opensPrivate: boolean
}

/** The decisions of one proxy. */
export interface Gate {
  /** By name only. INVARIANT: a name that is refused here has not been looked up anywhere. */
  permit(wish: Wish): Promise<Permit | Refusal>
  /**
   * The addresses to connect to: looked up once, each of them checked.
   *
   * @throws RefusedError when one of them must not be reached
   */
  addresses(permit: Permit, signal: AbortSignal): Promise<readonly string[]>
}

/** What the gate asks others for. */
export interface GateParts {
  readonly policy: EgressPolicy
  readonly lookup: Lookup
  readonly questions: Questions | undefined
  /** True for an address and port at which this proxy listens. */
  readonly isOwn: (address: string, port: number) => boolean
}

export function createGate({ policy, lookup, questions, isOwn }: GateParts): Gate {
  const rules = compileRules(policy.domains)

  const limit = ({ target, protocol, method = '' }: Wish): Refusal | undefined => {
    if (!policy.limited) return undefined
    if (protocol !== 'http') return inspectionRequired(target)
    return READING_METHODS.has(method) ? undefined : methodNotAllowed(target, method)
  }

  const ask = async (wish: Wish, asked: Questions | undefined): Promise<Permit | Refusal> => {
    const { target, protocol, method } = wish
    if (asked === undefined) return notListed(target)
    const kind = isAddress(target.host) ? addressKind(target.host) : undefined
    const verdict = await asked.ask({ ...target, protocol, method, addressKind: kind })
    return verdict.action === 'allow'
      ? { target, opensPrivate: verdict.private }
      : declined(target, verdict.reason)
  }

  const check = (permit: Permit, address: string): Refusal | undefined => {
    const { target, opensPrivate } = permit
    if (isOwn(address, target.port)) return leadsToItself(target)
    const rule = rules.denying(address, target.port)
    if (rule !== undefined) return deniedBy(target, rule)
    if (opensPrivate || rules.allowsLiterally(address, target.port)) return undefined
    const kind = addressKind(address)
    return kind === undefined ? undefined : privateAddress(target, address, kind)
  }

  return {
    async permit(wish) {
      const { target } = wish
      const answer = rules.judge(target.host, target.port)
      if (answer.action === 'deny') return deniedBy(target, answer.rule)
      if (answer.action === 'none' && questions === undefined) return notListed(target)
      // Nobody is asked about what could not be granted.
      const limited = limit(wish)
      if (limited !== undefined) return limited
      const permit =
        answer.action === 'allow' ? { target, opensPrivate: answer.opensPrivate } : await ask(wish, questions)
      if ('reason' in permit) return permit
      return (isAddress(target.host) ? check(permit, target.host) : undefined) ?? permit
    },

    async addresses(permit, signal) {
      const { host } = permit.target
      const found = isAddress(host) ? [host] : await lookup(host, signal)
      for (const address of found) {
        const refusal = check(permit, address)
        if (refusal !== undefined) throw new RefusedError(refusal)
      }
      return found
    },
  }
}
