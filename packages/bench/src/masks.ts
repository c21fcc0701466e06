/** What it costs to start `true` when many files of the workspace are denied, for one or more launchers. */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Case, measurePaired } from './paired.js'
import { CLI } from './places.js'
import { spawned } from './spawned.js'
import { type Figures, figuresOf } from './statistics.js'

/** Files per directory: a tree, not one huge directory. */
const PER_DIRECTORY = 100

/**
 * Denies `count` files by name and starts the command once per round and launcher.
 *
 * @param launchers values of `linux.launcher`: `auto`, `system`, `bundled`, or absolute paths
 */
export async function measureMasks(
  directory: string,
  count: number,
  launchers: readonly string[],
  rounds: number,
): Promise<readonly Figures[]> {
  const workspace = join(directory, 'workspace')
  const files = await makeFiles(workspace, count)
  const cases: Case[] = [
    { name: 'no denied file', run: () => spawned(process.execPath, [CLI, 'true'], workspace) },
  ]
  for (const [index, launcher] of launchers.entries()) {
    const policy = join(directory, `policy-${index}.json`)
    await writeFile(policy, JSON.stringify(policyWith(files, launcher)))
    cases.push({
      name: `${count} denied files, launcher ${launcher}`,
      run: () => spawned(process.execPath, [CLI, '--policy', policy, 'true'], workspace),
    })
  }
  return figuresOf(await measurePaired(cases, rounds, 1), cases[0]?.name)
}

async function makeFiles(workspace: string, count: number): Promise<readonly string[]> {
  const files = Array.from({ length: count }, (_, index) =>
    join(`d${Math.floor(index / PER_DIRECTORY)}`, `f${index}`),
  )
  for (const file of files) {
    await mkdir(join(workspace, file, '..'), { recursive: true })
    await writeFile(join(workspace, file), '')
  }
  return files
}

function policyWith(files: readonly string[], launcher: string): unknown {
  const subpaths = Object.fromEntries(files.map((file) => [file, 'deny']))
  return {
    default_permissions: 'masks',
    permissions: {
      masks: { extends: ':workspace', filesystem: { ':workspace_roots': { '.': 'write', ...subpaths } } },
    },
    linux: { launcher },
  }
}
