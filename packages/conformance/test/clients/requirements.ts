/** What these tests need of the machine, and the sentence that says what is missing. */

import type { TestContext } from 'vitest'
import { findProgram } from '../../src/find-program.js'

/** Why none of them can run here; undefined when they can. */
export const whyNoClients: string | undefined =
  process.platform !== 'linux'
    ? 'this platform has no backend that serves a proxy'
    : (await findProgram('openssl')) === undefined
      ? 'openssl is not installed (openssl)'
      : undefined

/** The path of a program, or a skip that names Debian's package. */
export async function needed(context: TestContext, program: string, debian = program): Promise<string> {
  return (await findProgram(program)) ?? context.skip(`${program} is not installed (${debian})`)
}
