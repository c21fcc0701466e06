/** The checks that are not tests: lint and format, types, and what would be published. One outcome each. */

import { delimiter, join } from 'node:path'
import { manifest, memberPaths, ROOT } from './repository.mjs'
import { runTool } from './run-tool.mjs'

/** Package scripts that are checks; a package takes part by having the script. */
const SCRIPTS = [
  { script: 'types', label: 'types' },
  { script: 'pack:check', label: 'published package' },
]

/** Lint and format of the whole repository. */
export async function checkStyle(tally) {
  const biome = join(ROOT, 'node_modules', '.bin', 'biome')
  await check('lint and format', tally, biome, ['ci', '--colors=off', '.'], { cwd: ROOT })
}

/** Every `types` and `pack:check` script, package by package; `path` has pnpm on it, which packing needs. */
export async function checkPackages(path, tally) {
  for (const { script, label } of SCRIPTS) {
    for (const member of memberPaths()) {
      const { name, scripts } = manifest(member)
      if (scripts?.[script] === undefined) continue
      await check(`${name} ${label}`, tally, scripts[script], [], scriptOptions(member, path))
    }
  }
}

/** A package script runs as npm and pnpm run it: by the shell, with the package's tools first in PATH. */
function scriptOptions(member, path) {
  const tools = [member, ''].map((place) => join(ROOT, place, 'node_modules', '.bin'))
  const environment = { PATH: [...tools, path].join(delimiter) }
  return { cwd: join(ROOT, member), environment, shell: true }
}

async function check(name, tally, file, args, options) {
  const { code, output } = await runTool(file, args, { shell: process.platform === 'win32', ...options })
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}\n`)
  if (code === 0) {
    tally.passed(name)
    return
  }
  tally.failed(name)
  process.stdout.write(`${output.trimEnd()}\n`)
}
