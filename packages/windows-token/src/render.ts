/** What grants do to access lists, as lines for people. Pure. */

import type { RootPlan } from './model/grants.js'

/** One line for each object that is named; what lies below a root inherits. */
export function renderGrants(grants: readonly RootPlan[]): readonly string[] {
  return grants.flatMap(({ root, closed, kept }) => [
    `write      ${root}`,
    ...closed.map(({ path, placeholder }) =>
      placeholder === true ? `  occupy   ${path}` : `  deny     ${path}`,
    ),
    ...kept.map((path) => `  keep     ${path} (its name)`),
  ])
}
