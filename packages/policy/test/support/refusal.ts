/** Catches the error of a refused input, and holds it against one row of a table. */

import { expect } from 'vitest'
import { SandboxError } from '../../src/errors.js'

/** Description, input, code, what the message names besides the file, what the hint says. */
export type RefusedRow = readonly [
  name: string,
  text: string,
  code: string,
  names: string | RegExp,
  hint: RegExp,
]

/** The SandboxError of an action that must fail; any other outcome fails the test. */
export async function refusal(action: () => unknown): Promise<SandboxError> {
  try {
    await action()
  } catch (error) {
    if (error instanceof SandboxError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

export function expectRefusal(error: SandboxError, file: string, row: RefusedRow): void {
  const [, , code, names, hint] = row
  expect(error.code).toBe(code)
  expect(error.message).toContain(file)
  if (typeof names === 'string') expect(error.message).toContain(names)
  else expect(error.message).toMatch(names)
  expect(error.hint).toMatch(hint)
}
