/** Looks names up, a few at once, and gives their addresses in their normal spelling. */

import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { normalHost } from '@sandbox/policy'
import { UnreachableError } from './unreachable.js'

/** Addresses of a name, IPv4 and IPv6 mixed, best first. Rejects when there are none. */
export type Resolver = (name: string) => Promise<readonly string[]>

/** A checked lookup that ends with its signal. */
export type Lookup = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/** More addresses than anybody tries; a resolver that answers with thousands costs no more. */
const MOST_ADDRESSES = 16

/** The resolver of the host: its hosts file and its name servers. */
export const systemResolver: Resolver = async (name) => {
  const found = await systemLookup(name, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

/** One name that is to be looked up, or is being looked up. */
interface Question {
  readonly answer: Promise<readonly string[]>
  readonly begin: () => void
  askers: number
  isUnderWay: boolean
}

/**
 * Everybody who asks for the same name meanwhile shares one lookup. A question whose askers have all gone is dropped.
 *
 * THREAT: the host looks names up in a few threads, which its own process shares, and a lookup that has begun cannot be
 * called off. Thousands of names whose servers never answer must wait here, and not there.
 *
 * @param most lookups at once
 * @param count called for each one that begins
 */
export function createLookup(resolver: Resolver, most: number, count: () => void): Lookup {
  /** In order of coming. */
  const questions = new Map<string, Question>()
  let underWay = 0

  const next = () => {
    for (const question of questions.values()) {
      if (underWay >= most) return
      if (question.isUnderWay) continue
      question.isUnderWay = true
      underWay++
      count()
      question.begin()
    }
  }
  const put = (name: string): Question => {
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const answer = begun.then(() => addressesOf(name, resolver))
    const settle = () => {
      underWay--
      questions.delete(name)
      next()
    }
    answer.then(settle, settle)
    const question = { answer, begin, askers: 0, isUnderWay: false }
    questions.set(name, question)
    return question
  }

  return async (name, signal) => {
    signal.throwIfAborted()
    const question = questions.get(name) ?? put(name)
    question.askers++
    next()
    try {
      return await untilAborted(question.answer, signal)
    } catch (error) {
      throw error instanceof UnreachableError && error.type === 'connection_timeout'
        ? new UnreachableError('dns_timeout', `the lookup of ${name} took too long`, error)
        : error
    } finally {
      question.askers--
      if (question.askers === 0 && !question.isUnderWay) questions.delete(name)
    }
  }
}

async function addressesOf(name: string, resolver: Resolver): Promise<readonly string[]> {
  const found = await Promise.resolve(name)
    .then(resolver)
    .catch((cause: unknown) => {
      throw new UnreachableError('dns_error', `${name} has no address`, cause)
    })
  const addresses = [...new Set(found.slice(0, MOST_ADDRESSES).map(normalAddress))]
  if (addresses.length === 0) throw new UnreachableError('dns_error', `${name} has no address`)
  return addresses
}

/** THREAT: a zone, or a mapped spelling, would pass a check that knows the plain address only. */
function normalAddress(text: string): string {
  const normal = normalHost(text)
  if (normal === undefined || isIP(normal) === 0) {
    throw new UnreachableError('dns_error', 'the resolver answered with something that is no address')
  }
  return normal
}

async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
