/** The one error class of every package of Sandbox. */

/** Constructor input of {@link SandboxError}. */
export interface SandboxErrorInit {
  /** Stable, upper-case identifier, such as `POLICY_UNKNOWN_KEY`. Programs branch on it. */
  readonly code: string
  /** What is wrong, in one sentence; names the file and the key where there is one. */
  readonly message: string
  /** What the reader can do about it, in one sentence. */
  readonly hint?: string | undefined
  /** The error underneath. */
  readonly cause?: unknown
}

/**
 * Something that stops a command before it starts, or a bad input.
 *
 * @example
 * try { await createSandbox({ profile: 'dev' }) } catch (error) {
 *   if (error instanceof SandboxError) console.error(error.code, error.message, error.hint)
 * }
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly code: string
  readonly hint: string | undefined

  constructor(init: SandboxErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.code = init.code
    this.hint = init.hint
  }

  /** What `--json` prints. */
  toJSON(): { code: string; message: string; hint?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    }
  }
}
