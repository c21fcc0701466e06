/** What a case must be answered under a filter. */

import type { FilterOptions } from '../../src/options.js'
import type { Case } from './cases.js'

/** How the filter refuses the call; undefined where the kernel answers. */
export function refusalOf(each: Case, options: FilterOptions): Case['action'] | undefined {
  if (!each.refused.includes(options.egress)) return undefined
  if (each.lifted && options.allowNestedUserns === true) return undefined
  if (each.closedBySockets && options.unixSockets !== true) return undefined
  const isOpened = options.unixSockets === true && each.openedBySockets.includes(options.egress)
  return isOpened ? undefined : each.action
}
