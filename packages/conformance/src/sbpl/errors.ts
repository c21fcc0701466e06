/** The one error of the simulator: a profile that the system would refuse, or that may be read in two ways. */

/** Where in a profile something stands, counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A profile that does not parse or compile. `sandbox-exec` would end with code 65. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError'
  readonly at: Position | undefined

  constructor(message: string, at?: Position) {
    super(at === undefined ? message : `${message} (line ${at.line}, column ${at.column})`)
    this.at = at
  }
}
