/** What planning must know of the host. Collected by `probe`, or made up by a test. */

import type { PathKind } from './acl/volume.js'

/** One path of the policy as the disk has it. */
export interface PathFact {
  readonly kind: PathKind
}

/** One drive. */
export interface DriveFact {
  /** On another machine, also behind a drive letter. */
  readonly remote: boolean
  /** Access lists are stored and obeyed. */
  readonly persistentAcls: boolean
}

/** See the module. */
export interface HostFacts {
  /** What stands at a path, links at its end not followed. */
  look(path: string): PathFact
  /** By root, such as `C:\`. A drive that is not listed is not there. */
  readonly drives: ReadonlyMap<string, DriveFact>
  /** The rights that this kernel asks the restricting SIDs about; undefined when nobody asked it. */
  readonly coveredRights?: number | undefined
  /** Where the capabilities, the journal and the specs of runs are. */
  readonly stateDirectory: string
  /** The program that makes the token. */
  readonly helper: string
}
