/** What is set from outside for a run of random cases: how many, and which. */

/** See `pnpm conformance --help`. */
export const SETTING = {
  /** Of all ways and users together. */
  cases: Number(process.env.SANDBOX_DIFFERENTIAL_CASES ?? 450),
  seed: Number(process.env.SANDBOX_DIFFERENTIAL_SEED ?? 20_261_126),
  /** Where in the run of that seed to begin, as a failed run said. */
  path: process.env.SANDBOX_DIFFERENTIAL_PATH,
  /** Only this one, by name. */
  way: process.env.SANDBOX_DIFFERENTIAL_WAY,
  user: process.env.SANDBOX_DIFFERENTIAL_USER,
} as const
