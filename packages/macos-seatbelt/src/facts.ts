/** What planning must know of the host. Collected by `probe`, or made up by a test. */

/** What stands at a path, links at its end not followed. */
export type PathKind = 'missing' | 'file' | 'directory' | 'link'

/** One path of the policy as the disk has it. */
export interface PathFact {
  readonly kind: PathKind
  /** The path as far as it exists in the spelling of the disk, whose letter case may differ from the rule's. */
  readonly spelling: string
  /**
   * How many of its names exist, from the first on. A file where a directory would have to be is not counted: a directory
   * could take its place, in any spelling.
   */
  readonly existing: number
}

/** A look at the files of the host. */
export interface PathView {
  look(path: string): PathFact
}

/** See the module. */
export interface HostFacts {
  readonly paths: PathView
  /** What the deny globs match now; the directories above are kept from being renamed. */
  readonly globMatches: readonly string[]
  /** The port of the egress proxy on this host. Only read in network mode `proxy`. */
  readonly proxyPort?: number | undefined
  /** Closed for the command: where profiles of later runs are read from. */
  readonly privateDirectory?: string | undefined
  /** Written into every refusal, so that the system's log can be searched for those of one run. */
  readonly denialTag?: string | undefined
}

/** The facts of a host where every path of the policy is an existing directory: for looking at a policy elsewhere. */
export const ASSUMED_FACTS: HostFacts = {
  paths: {
    look: (path) => ({ kind: 'directory', spelling: path, existing: namesOf(path).length }),
  },
  globMatches: [],
}

/** The names of a normal path. */
export function namesOf(path: string): readonly string[] {
  return path === '/' ? [] : path.slice(1).split('/')
}
