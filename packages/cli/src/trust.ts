/** `sandbox trust` and `sandbox untrust`: accept a project's own configuration, or no longer. */

import { resolve } from 'node:path'
import { homeDirectory, hostPlatform } from '@sandbox/core'
import { discoverFiles, trustFile, untrustFile } from '@sandbox/policy'
import { noProjectFile, operandsWrong } from './errors.js'
import { type GivenOptions, optionValue } from './parse.js'
import { printJson, printLines, shown } from './print.js'

/** @throws SandboxError */
export async function changeTrust(
  verb: 'trust' | 'untrust',
  words: readonly string[],
  options: GivenOptions,
): Promise<number> {
  const [named, ...others] = words
  if (others.length > 0) throw operandsWrong(verb, '[file]')
  const cwd = resolve(optionValue(options, 'cd') ?? '.')
  const environment = process.env
  const owner = { home: homeDirectory(environment), environment, platform: hostPlatform() }
  const file =
    named === undefined ? (await discoverFiles({ ...owner, cwd })).project?.file : resolve(cwd, named)
  if (file === undefined) throw noProjectFile(cwd)
  if (verb === 'trust') {
    const { path, sha256 } = await trustFile(file, owner)
    answer(options, { trusted: true, path, sha256 }, `trusted ${path} with its present content`)
  } else {
    const changed = await untrustFile(file, owner)
    const text = changed ? `no longer trusted: ${file}` : `was not trusted: ${file}`
    answer(options, { trusted: false, path: file, changed }, text)
  }
  return 0
}

function answer(options: GivenOptions, value: unknown, text: string): void {
  if (options.has('json')) printJson(value)
  else printLines([shown(text)])
}
