/** One line of `.cache/conformance/differential.jsonl`. */
export interface DifferentialLine {
  readonly way: string
  readonly backend: string
  readonly user: string
  readonly seed: number
  readonly kernel: string
  readonly cases: number
  readonly operations: number
  /** By code. */
  readonly refused: Readonly<Record<string, number>>
  readonly differences: number
}

/** One line of `.cache/conformance/faults.jsonl`. */
export interface FaultLine {
  readonly fault: string
  readonly isFound: boolean
  readonly cases: number
}

/** One line of `.cache/conformance/attacks.jsonl`. */
export interface AttackLine {
  readonly attack: string
  readonly surface: string
  readonly backend: string
  readonly profile: string
  readonly egress: string
  readonly user: string
  readonly result: 'held' | 'succeeded' | 'not-applicable'
  /** Why it makes no sense there; of one that succeeded, why that breaks no promise. */
  readonly reason?: string | undefined
}

/** One attack under every backend. */
export interface AttackRow {
  readonly surface: string
  readonly attack: string
  readonly cells: Readonly<
    Record<
      string,
      {
        readonly held: number
        /** Against a promise: in which sandboxes. */
        readonly succeeded: readonly string[]
        /** Where nothing is promised: the words of the limit. */
        readonly notPromised: readonly string[]
        readonly notApplicable: readonly string[]
      }
    >
  >
}

/** What the suites left. */
export interface Found {
  readonly differential: readonly DifferentialLine[]
  readonly faults: readonly FaultLine[]
  readonly attacks: readonly AttackLine[]
  readonly host: {
    readonly kernel: string
    readonly arch: string
    readonly node: string
    readonly date: string
  }
}

/** The page as data. */
export interface Report {
  readonly host: Found['host']
  readonly differential: {
    readonly cases: number
    readonly operations: number
    readonly refused: number
    readonly differences: number
    readonly runs: readonly DifferentialLine[]
  }
  readonly faults: { readonly planted: number; readonly found: number; readonly each: readonly FaultLine[] }
  readonly attacks: {
    readonly tried: number
    readonly backends: readonly string[]
    readonly rows: readonly AttackRow[]
  }
}

export function reportOf(found: Found): Report
export function renderMarkdown(report: Report): string
