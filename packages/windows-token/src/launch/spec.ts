/** What the helper is told about one run: pairs of names and values, each ended by a NUL, in UTF-16. Pure. */

import { textHasNul } from '@sandbox/policy'
import { type Environment, environmentLines } from './environment-block.js'

/** See the module. */
export interface TokenSpec {
  /** The program, as a whole path. */
  readonly application: string
  readonly commandLine: string
  readonly directory: string
  readonly environment: Environment
  /** What the token may write besides what the run itself and its logon session may: the SIDs of the writable roots. */
  readonly capabilities: readonly string[]
  /** The process whose end is the end of everything. */
  readonly parent: number
  /** Bytes that the whole tree may commit. */
  readonly memory?: number | undefined
  /** Processes at once. */
  readonly processes?: number | undefined
}

/** The helper refuses a spec that does not begin with it. */
export const SPEC_HEADER = 'sandbox-token 1'

/** @throws SandboxError `TEXT_HAS_NUL`, `VARIABLE_MALFORMED` */
export function encodeSpec(spec: TokenSpec): Uint8Array {
  const texts = [SPEC_HEADER, ...specFields(spec).flat(), 'end', '']
  for (const text of texts) if (text.includes('\0')) throw textHasNul('what the helper is told')
  return Buffer.from(`${texts.join('\0')}\0`, 'utf16le')
}

/** The pairs, in their order; for `--dry-run` as well. */
export function specFields(spec: TokenSpec): readonly (readonly [name: string, value: string])[] {
  const { application, directory, capabilities, parent, memory, processes } = spec
  return [
    ['application', application],
    ['command-line', spec.commandLine],
    ['directory', directory],
    ['parent', String(parent)],
    ...capabilities.map((sid) => ['capability', sid] as const),
    ...(memory === undefined ? [] : [['memory', String(memory)] as const]),
    ...(processes === undefined ? [] : [['processes', String(processes)] as const]),
    ...environmentLines(spec.environment).map((line) => ['variable', line] as const),
  ]
}
