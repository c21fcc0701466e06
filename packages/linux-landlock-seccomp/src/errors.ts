/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'
import type { Refusal } from './landlock/refusals.js'

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

/** The kernel has no Landlock, or it is switched off. */
export function landlockMissing(): SandboxError {
  return new SandboxError({
    code: 'LANDLOCK_MISSING',
    message: 'this kernel has no Landlock, or it is switched off',
    hint: 'Use the backend linux-bwrap, or start the kernel with lsm=landlock,... (Linux 5.13 or newer).',
  })
}

/** Rules that Landlock alone cannot keep. */
export function landlockRefuses(refusals: readonly Refusal[]): SandboxError {
  const named = refusals.map(({ rule, why }) => `${rule}: ${why}`)
  const advice = [...new Set(refusals.map(({ instead }) => instead))].join('; ')
  return new SandboxError({
    code: 'LANDLOCK_CANNOT_KEEP',
    message: `Landlock alone cannot keep ${named.join('; ')}`,
    hint: `What helps: ${advice}.`,
  })
}

/** A run's own directory for temporary files could not be made. */
export function temporaryDirectoryNotMade(path: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'TEMPORARY_DIRECTORY_NOT_MADE',
    message: `cannot make ${path}, where the command would have its temporary files`,
    hint: 'Set TMPDIR to a directory in which you can make one.',
    cause,
  })
}

/** The kernel counts the processes of a user, not those of a command. */
export function processesNotLimited(): SandboxError {
  return new SandboxError({
    code: 'LIMIT_NOT_ENFORCED',
    message: 'without namespaces limits.processes would count the other processes of the user as well',
    hint: 'Start this in a delegated cgroup, which `sandbox doctor` tells how to get, or use the backend linux-bwrap.',
  })
}
