/** Where the suites leave what they found, as lines of JSON, for the report. */

import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIRECTORY = fileURLToPath(new URL('../../../.cache/conformance/', import.meta.url))

/** One suite's file. It is empty when the suite begins. */
export class ResultsFile {
  readonly #path: string

  constructor(name: string) {
    this.#path = join(process.env.SANDBOX_CONFORMANCE_RESULTS ?? DIRECTORY, `${name}.jsonl`)
  }

  /** Forgets what an earlier run found. */
  begin(): void {
    rmSync(this.#path, { force: true })
  }

  add(line: object): void {
    mkdirSync(dirname(this.#path), { recursive: true })
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`)
  }
}
