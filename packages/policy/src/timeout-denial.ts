import type { Denial } from './backend.js'

/** The denial of a command that ran for longer than its policy allows. `limit` in milliseconds. */
export function timeoutDenial(program: string, limit: number | undefined): Denial {
  const reason = `it ran for longer than limits.timeout, ${limit} ms`
  return { kind: 'limit', subject: program, reason, rule: 'limits.timeout', time: Date.now() }
}
