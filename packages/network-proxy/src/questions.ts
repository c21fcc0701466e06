/** Asks the `decide` hook about hosts that no rule lists: once per host and port, for the whole run. */

import { type Authority, formatAuthority } from './authority.js'
import type { EgressProtocol } from './refusal.js'

/** What the hook is asked. */
export interface EgressQuestion {
  readonly host: string
  readonly port: number
  readonly protocol: EgressProtocol
  /** The HTTP method of the request that asks first; undefined for SOCKS. */
  readonly method?: string | undefined
  /** Set when the host is an address that is not public: loopback, private, link-local, … */
  readonly addressKind?: string | undefined
}

/** What the hook answers. `private` opens addresses that are not public. */
export type EgressAnswer =
  | 'allow'
  | 'deny'
  | { readonly action: 'allow'; readonly private?: boolean | undefined }
  | { readonly action: 'deny'; readonly reason?: string | undefined }

/** Asked when no rule allows or denies a host. Anything but an allow, and any failure, is a no. */
export type EgressDecider = (question: EgressQuestion) => EgressAnswer | Promise<EgressAnswer>

/** An answer in one shape. */
export type Verdict =
  | { readonly action: 'allow'; readonly private: boolean }
  | { readonly action: 'deny'; readonly reason: string | undefined }

/** Shares each question among everybody who waits for its answer. */
export interface Questions {
  ask(question: EgressQuestion): Promise<Verdict>
  /** Everybody who waits gets a no. */
  close(): void
}

/** Answers that are kept; past that the oldest is forgotten and would be asked again. */
const REMEMBERED = 10_000

/** Without a hook every answer is a no. */
export function createQuestions(decide: EgressDecider, count: () => void): Questions {
  const answers = new Map<string, Promise<Verdict>>()
  /** Ends each question that waits; nothing is left of one that is answered. */
  const pending = new Set<() => void>()
  const askOnce = async (question: EgressQuestion): Promise<Verdict> => normalAnswer(await decide(question))
  const askUntilClosed = (question: EgressQuestion) =>
    new Promise<Verdict>((resolve, reject) => {
      const stop = () => resolve({ action: 'deny', reason: 'the proxy was closed' })
      pending.add(stop)
      askOnce(question)
        .then(resolve, reject)
        .finally(() => pending.delete(stop))
    })
  return {
    ask(question) {
      const key = formatAuthority(question satisfies Authority)
      const known = answers.get(key)
      if (known !== undefined) return known
      count()
      const answer = askUntilClosed(question).catch((): Verdict => {
        // A failure is no answer: the next request may ask again.
        answers.delete(key)
        return { action: 'deny', reason: 'the question could not be answered' }
      })
      answers.set(key, answer)
      const [oldest] = answers.keys()
      if (answers.size > REMEMBERED && oldest !== undefined) answers.delete(oldest)
      return answer
    },
    close() {
      for (const stop of pending) stop()
    },
  }
}

function normalAnswer(answer: EgressAnswer): Verdict {
  const given = typeof answer === 'string' ? { action: answer } : answer
  if (given.action === 'allow')
    return { action: 'allow', private: 'private' in given && given.private === true }
  const reason = 'reason' in given && typeof given.reason === 'string' ? given.reason : undefined
  // INVARIANT: whatever else a hook returns, undefined included, is a no.
  return { action: 'deny', reason }
}
