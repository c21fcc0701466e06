/** The built-in profiles, in one place. */

import { FULL_ACCESS, READ_ONLY, WORKSPACE } from './builtin-names.js'
import type { FilesystemTable, NetworkTable } from './document.js'
import { finishProfile } from './finish.js'
import { compileProfile, type ProfileLayer } from './layer.js'
import type { Profile } from './profile.js'

const READ_ONLY_FILESYSTEM: FilesystemTable = { ':root': 'read' }

const WORKSPACE_FILESYSTEM: FilesystemTable = {
  ':root': 'read',
  ':workspace_roots': 'write',
  ':slash_tmp': 'write',
  ':tmpdir': 'write',
}

/** Every built-in before merging, by name. All but `:danger-full-access` can be extended. */
export const BUILTIN_LAYERS: ReadonlyMap<string, ProfileLayer> = new Map([
  builtin(READ_ONLY, 'read everything, change nothing, no network', READ_ONLY_FILESYSTEM),
  builtin(
    WORKSPACE,
    'read everything, change the workspace and temporary files, no network',
    WORKSPACE_FILESYSTEM,
  ),
  builtin(FULL_ACCESS, 'no sandbox at all', {}, { mode: 'full' }),
])

/** Every built-in, ready to be resolved, by name. */
export const BUILTIN_PROFILES: ReadonlyMap<string, Profile> = new Map(
  [...BUILTIN_LAYERS].map(([name, layer]) => [name, finishProfile(layer, [name])]),
)

function builtin(
  name: string,
  description: string,
  filesystem: FilesystemTable,
  network: NetworkTable = {},
): [string, ProfileLayer] {
  return [name, compileProfile(name, { description, filesystem, network }, { file: undefined, base: [name] })]
}
