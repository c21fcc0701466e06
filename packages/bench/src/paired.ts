/** Runs every case once per round, in a rotating order, so that drift of the machine hits all cases alike. */

import type { Samples } from './statistics.js'

/** Something to measure. It rejects when the thing measured did not work. */
export interface Case {
  readonly name: string
  run(): Promise<void>
}

/** Measure all cases. `warmUp` rounds come first and are not counted. */
export async function measurePaired(
  cases: readonly Case[],
  rounds: number,
  warmUp: number,
): Promise<readonly Samples[]> {
  const samples = new Map(cases.map(({ name }) => [name, [] as number[]]))
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const one of rotated(cases, round + warmUp)) {
      const start = performance.now()
      await one.run()
      const elapsed = performance.now() - start
      if (round >= 0) samples.get(one.name)?.push(elapsed)
    }
  }
  return [...samples].map(([name, durations]) => ({ name, durations }))
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const start = by % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}
