/** Hands paths to a profile by name, so that no path needs to be quoted. */

/** The paths of one profile. Equal paths of one kind share a name. */
export class Parameters {
  readonly #values = new Map<string, string>()
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** The expression that stands for the path: `(param "WRITABLE_ROOT_0")`. */
  use(kind: string, path: string): string {
    const known = this.#names.get(`${kind} ${path}`)
    if (known !== undefined) return `(param "${known}")`
    const count = this.#counts.get(kind) ?? 0
    const name = `${kind}_${count}`
    this.#counts.set(kind, count + 1)
    this.#values.set(name, path)
    this.#names.set(`${kind} ${path}`, name)
    return `(param "${name}")`
  }

  /** By name, in the order of their first use. */
  values(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#values)
  }
}
