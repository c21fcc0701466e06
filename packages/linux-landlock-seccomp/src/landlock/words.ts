/** Writes a ruleset as records of the spec that `sandbox-inner` reads. */

import type { Ruleset } from './ruleset.js'

/** The words, keyword and operands in a row; none when nothing is closed. */
export function rulesetWords(ruleset: Ruleset): readonly string[] {
  const { handledAccessFs, handledAccessNet, scoped, pathRules, portRules } = ruleset
  if ((handledAccessFs | handledAccessNet | scoped) === 0) return []
  return [
    ...['landlock', String(handledAccessFs), String(handledAccessNet), String(scoped)],
    'landlock-streams',
    ...pathRules.flatMap(({ path, access, mustExist }) => [
      mustExist ? 'landlock-path' : 'landlock-path-if-present',
      String(access),
      path,
    ]),
    ...portRules.flatMap(({ port, access }) => ['landlock-port', String(access), String(port)]),
  ]
}
