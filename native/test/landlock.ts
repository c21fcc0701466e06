/** The records about Landlock that tests put into a spec. */

import { execFileSync } from 'node:child_process'
import { outcomes, type SpecRecord } from './sandbox.js'

/** Masks of the kernel's interface. */
export const READ = 0x000d
export const EVERYTHING = 0xffff
export const WRITE = EVERYTHING & ~READ
export const BIND = 1
export const CONNECT = 2
export const ABSTRACT = 1
export const SIGNAL = 2

/** What is closed: by default everything that ABI 6 knows. */
export const closed = (
  files = EVERYTHING,
  ports = BIND | CONNECT,
  scopes = ABSTRACT | SIGNAL,
): SpecRecord => ['landlock', ...[files, ports, scopes].map(String)]

/** Leaves access open beneath a path. */
export const open = (access: number, path: string): SpecRecord => ['landlock-path', String(access), path]

/** What a shell and its tools read. */
export const system: readonly SpecRecord[] = ['/usr', '/etc', '/proc', '/dev'].map((path) => open(READ, path))

/** The version of the kernel's interface, as the probe was told. */
export const abiOf = (probe: string): number =>
  Number(outcomes(execFileSync(probe, ['landlock']).toString())[0])
