/** Asks the helper when a process was started. */

import { type BirthOf, GONE } from '../capability/processes.js'
import { type HelperSession, OPERATION } from './session.js'

const ERROR_INVALID_PARAMETER = 87

/** See the module. A helper that is gone cannot tell, and that is no error: letting go must work without it. */
export function helperBirths(session: Pick<HelperSession, 'ask'>): BirthOf {
  return async (pid) => {
    const number = Buffer.alloc(4)
    number.writeUInt32LE(pid)
    const answer = await session.ask(OPERATION.birth, number).catch(() => undefined)
    if (answer?.code === ERROR_INVALID_PARAMETER) return GONE
    return answer?.code === 0 ? answer.body.toString('hex') : undefined
  }
}
