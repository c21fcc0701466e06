/** The files whose access lists are changed: a port, behind which stands the helper, or the simulator in tests. */

/** What stands at a path, links at its end not followed. A junction is a link. */
export type PathKind = 'missing' | 'file' | 'directory' | 'link'

/** One object as it stands on the disk. */
export interface VolumeObject {
  readonly kind: Exclude<PathKind, 'missing'>
  /** Which object it is, whatever its names are. */
  readonly id: string
  /** How many names the file has. Directories have one. */
  readonly links: number
  /** The security descriptor, self-relative; owner, group and access list. */
  readonly descriptor: Uint8Array
}

/** Why an access list was not replaced. */
export type Refusal =
  /** It is not the one that was looked at any more, or the path leads elsewhere. */
  | 'changed'
  /** The system did not allow it. */
  | 'denied'
  | 'missing'

/** See the module. Paths are absolute and normal. */
export interface Volume {
  /** Undefined when there is nothing. `denied` when the system does not let us look. */
  look(path: string): Promise<VolumeObject | 'denied' | undefined>
  /** The names in a directory. Empty when it cannot be listed. */
  list(path: string): Promise<readonly string[]>
  /**
   * Replaces the access list of the very object that was looked at: only when `path` still leads to it without a link, it
   * has as many names as before, and its access list is the same. Undefined means done.
   */
  replace(path: string, seen: VolumeObject, after: Uint8Array): Promise<Refusal | undefined>
  /** Undefined means done. */
  makeDirectory(path: string): Promise<'exists' | 'denied' | undefined>
  /**
   * Removes an empty directory. Anything else stays: it holds what somebody made. `busy` when it is one and could not be
   * removed now, because somebody has it open or the system does not allow it.
   */
  removeEmptyDirectory(path: string): Promise<'busy' | undefined>
}
