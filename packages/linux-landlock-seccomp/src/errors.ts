/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** A filter has more instructions than the kernel takes. */
export function filterTooLong(length: number, limit: number): SandboxError {
  return new SandboxError({
    code: 'FILTER_TOO_LONG',
    message: `the system call filter has ${length} instructions; the kernel takes ${limit}`,
    hint: 'Refuse fewer calls, or use fewer conditions.',
  })
}

/** An option of a filter has a value that means nothing. */
export function filterOption(option: string, value: unknown, known: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'FILTER_OPTION',
    message: `a system call filter cannot have ${option} ${JSON.stringify(value)}`,
    hint: `Use one of ${known.join(', ')}.`,
  })
}
