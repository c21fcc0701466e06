/** Turns samples into the figures that are printed. */

/** One case of a paired run: a duration per round, in round order. */
export interface Samples {
  readonly name: string
  readonly durations: readonly number[]
}

/** The figures of one case. */
export interface Figures {
  readonly name: string
  readonly n: number
  readonly min: number
  readonly p25: number
  readonly median: number
  /** The median of (this case ÷ the base case) over the rounds: noise that hits a whole round cancels out. */
  readonly ratio: number | undefined
}

/** The value below which the given share of the sorted samples lies; between two samples it is interpolated. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** Figures for every case, each compared with the case called `base` when there is one. */
export function figuresOf(cases: readonly Samples[], base: string | undefined): readonly Figures[] {
  const reference = cases.find(({ name }) => name === base)?.durations
  return cases.map(({ name, durations }) => ({
    name,
    n: durations.length,
    min: quantile(durations, 0),
    p25: quantile(durations, 0.25),
    median: quantile(durations, 0.5),
    ratio: reference === undefined ? undefined : quantile(ratios(durations, reference), 0.5),
  }))
}

function ratios(durations: readonly number[], reference: readonly number[]): readonly number[] {
  return durations.map((value, round) => value / (reference[round] ?? Number.NaN))
}
