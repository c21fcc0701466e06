/** The examples of a README, which say in comments what they print. */

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** One block of JavaScript. */
export interface Example {
  readonly code: string
  /** What stands behind each `console.log`, in order. */
  readonly promised: readonly (string | undefined)[]
  /** Runs it, and gives the lines that it printed. */
  run(): Promise<readonly string[]>
}

/** @param directory of the package, as a URL that ends in a slash; packages are found from there */
export function examplesOf(directory: URL): readonly Example[] {
  const readme = readFileSync(new URL('README.md', directory), 'utf8')
  return [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => ({
    code,
    promised: [...code.matchAll(/console\.log.*\/\/ (.*)/g)].map(([, text]) => text),
    run: async () => {
      const args = ['--input-type=module', '-e', code]
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(directory) })
      return stdout.trim().split('\n')
    },
  }))
}
