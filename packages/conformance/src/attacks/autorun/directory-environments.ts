import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/directory-environments',
  tries: 'to write what a shell loads when somebody enters the directory',
  source: 'srt 4B.1, 12',
  program: plant('w', ['.envrc', 'mise.toml', '.tool-versions', '.nvmrc', '.python-version']),
  succeeded: planted('w', ['.envrc', 'mise.toml', '.tool-versions', '.nvmrc', '.python-version']),
  control: 'plain',
  limit: 'What was allowed.',
}
