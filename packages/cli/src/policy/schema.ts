/** `sandbox policy schema`: the JSON Schema of a configuration file. */

import { policyJsonSchema } from '@sandbox/policy'
import { operandsWrong } from '../errors.js'
import { printJson } from '../print.js'

/** @throws SandboxError `CLI_OPERANDS` */
export async function printSchema(operands: readonly string[]): Promise<number> {
  if (operands.length > 0) throw operandsWrong('policy schema', '')
  printJson(await policyJsonSchema())
  return 0
}
