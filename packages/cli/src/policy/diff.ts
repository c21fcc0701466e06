/** `sandbox policy diff`: what changes when one profile takes the place of another. */

import { openPolicy } from '@sandbox/core'
import { diff, type PolicyDifference } from '@sandbox/policy'
import { operandsWrong } from '../errors.js'
import type { GivenOptions } from '../parse.js'
import { accessWord, printJson, printLines, shown } from '../print.js'
import { policyRequest } from '../request.js'

/**
 * @returns 1 when there is a difference, as `diff` does
 * @throws SandboxError
 */
export async function diffPolicies(operands: readonly string[], options: GivenOptions): Promise<number> {
  const [before, after, ...others] = operands
  if (before === undefined || after === undefined || others.length > 0)
    throw operandsWrong('policy diff', 'A B')
  const request = policyRequest(options, process.env)
  const [first, second] = await Promise.all([
    openPolicy({ ...request, profile: before }),
    openPolicy({ ...request, profile: after }),
  ])
  const differences = diff(first.policy, second.policy)
  if (options.has('json')) printJson(differences)
  else printLines(differences.map(differenceLine))
  return differences.length === 0 ? 0 : 1
}

function differenceLine(difference: PolicyDifference): string {
  switch (difference.kind) {
    case 'path':
      return `${accessWord(difference.before)} → ${accessWord(difference.after)} ${shown(difference.path)}`
    case 'glob':
      return `${difference.change === 'added' ? '+' : '-'} deny ${shown(difference.pattern)}`
    case 'setting':
      return `${difference.name}: ${settingText(difference.before)} → ${settingText(difference.after)}`
  }
}

function settingText(value: unknown): string {
  return value === undefined ? 'not set' : shown(JSON.stringify(value))
}
