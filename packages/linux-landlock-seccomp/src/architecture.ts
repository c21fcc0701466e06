/** The two architectures that filters are made for, and what the kernel calls things there. */

import { ARM64_CALLS } from './numbers/arm64.js'
import { X64_CALLS } from './numbers/x64.js'

/** As in `process.arch`. */
export type Arch = 'x64' | 'arm64'

/** The name of a system call that at least one architecture has. */
export type CallName = keyof typeof X64_CALLS | keyof typeof ARM64_CALLS

/** What a filter must know of an architecture. */
export interface Architecture {
  /** `AUDIT_ARCH_…`: what the kernel says a call was made for. */
  readonly token: number
  /** Calls that the architecture lacks are absent. */
  readonly calls: Readonly<Partial<Record<CallName, number>>>
}

/** Everything known of each architecture. */
export const ARCHITECTURES: Readonly<Record<Arch, Architecture>> = {
  x64: { token: 0xc000003e, calls: X64_CALLS },
  arm64: { token: 0xc00000b7, calls: ARM64_CALLS },
}
