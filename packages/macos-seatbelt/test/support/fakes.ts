/** Programs that stand for those of a Mac, in a directory of their own. */

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A home, a workspace, and a place for fake programs; removed by `remove`. */
export function fakeMac() {
  const base = process.platform === 'darwin' ? '/private/var/tmp' : '/var/tmp'
  const root = realpathSync(mkdtempSync(`${base}/sandbox-test-seatbelt-`))
  const home = join(root, 'home')
  const cwd = join(home, 'repo')
  mkdirSync(cwd, { recursive: true })
  const program = (name: string, script: string, interpreter: string = process.execPath): string => {
    const path = join(root, name)
    writeFileSync(path, `#!${interpreter}\n${script}`)
    chmodSync(path, 0o755)
    return path
  }
  return { root, home, cwd, program, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Takes its arguments as `sandbox-exec` does, keeps what it was given, and becomes the command. */
export function launcherScript(copy: string): string {
  return `
    [ "$1" = -f ] || exit 64
    cp "$2" '${copy}.sb'
    ls -l "$2" > '${copy}.mode'
    printf '%s\\n' "$@" > '${copy}.args'
    while [ "$1" != -- ]; do shift; done
    shift
    exec "$@"`
}
