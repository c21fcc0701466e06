/** Module hooks that put one broken function of {@link FAULTS} in the place of the planner's own. */

import { FAULTS } from './faults.mjs'

/** Marks the module as it was built, so that the broken one can use it. */
const ORIGINAL = '?original'

let fault
let name

export function initialize(data) {
  name = data.fault
  fault = FAULTS[name]
}

export async function load(url, context, next) {
  if (!url.endsWith(`/${fault.module}`)) return next(url, context)
  const original = JSON.stringify(url + ORIGINAL)
  const faults = JSON.stringify(new URL('./faults.mjs', import.meta.url).href)
  return {
    format: 'module',
    shortCircuit: true,
    source: `
      export * from ${original}
      import { ${fault.function} as original } from ${original}
      import { FAULTS } from ${faults}
      export const ${fault.function} = FAULTS[${JSON.stringify(name)}].break(original)`,
  }
}
