/** Seccomp filters for Sandbox policies on Linux. */

export type { Arch } from './architecture.js'
export { buildFilter } from './build-filter.js'
export { disassemble } from './disassemble.js'
export type { FilterOptions } from './options.js'
export { type SimulatedAnswer, type SimulatedCall, simulate } from './simulate.js'
export { verify } from './verify.js'
