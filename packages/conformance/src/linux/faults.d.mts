import type { Ground } from './run-case.js'

/** By what a reader would say went wrong. */
export const FAULTS: Readonly<Record<string, { readonly backend?: Ground['backend'] }>>
