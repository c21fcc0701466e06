/** Every combination of options a filter can be built with. */

import type { FilterOptions } from '../../src/options.js'

export const everyOption: readonly FilterOptions[] = (['x64', 'arm64'] as const).flatMap((arch) =>
  (['none', 'proxy', 'full'] as const).flatMap((egress) =>
    [false, true].flatMap((unixSockets) =>
      [false, true].map((allowNestedUserns) => ({ egress, arch, unixSockets, allowNestedUserns })),
    ),
  ),
)

/** A combination in a few words. */
export function name({ arch, egress, unixSockets, allowNestedUserns }: FilterOptions): string {
  return [arch, egress, unixSockets ? 'sockets' : '', allowNestedUserns ? 'nested' : ''].join(' ').trim()
}
