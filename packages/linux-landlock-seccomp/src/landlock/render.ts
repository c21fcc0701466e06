/** Writes a ruleset for people. */

import { FILE_RIGHTS, namesOf, PORT_RIGHTS, SCOPES } from './rights.js'
import type { Ruleset } from './ruleset.js'

/** One line per fact, such as `/w  write_file, make_reg`. */
export function renderRuleset(ruleset: Ruleset): string {
  const { handledAccessFs, handledAccessNet, scoped, pathRules, portRules, missing, warnings } = ruleset
  const lines = [
    `Landlock ABI ${ruleset.abi}, ${ruleset.purpose === 'layer' ? 'behind the mounts' : 'alone'}`,
    `closed for files: ${namesOf(FILE_RIGHTS, handledAccessFs)}`,
    `closed for ports: ${namesOf(PORT_RIGHTS, handledAccessNet)}`,
    `kept inside: ${namesOf(SCOPES, scoped)}`,
    ...pathRules.map(({ path, access }) => `open at ${path}: ${accessText(access, handledAccessFs)}`),
    ...portRules.map(({ port, access }) => `open at port ${port}: ${namesOf(PORT_RIGHTS, access)}`),
    ...missing.map((gap) => `missing (${gap.mechanism}): ${gap.missing}`),
    ...warnings.map(({ message }) => `stricter: ${message}`),
  ]
  return `${lines.join('\n')}\n`
}

/** All of it is the most common case, and the longest list. */
const accessText = (access: number, handled: number): string =>
  access === handled ? 'everything' : namesOf(FILE_RIGHTS, access)
