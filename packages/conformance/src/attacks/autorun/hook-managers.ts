import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/hook-managers',
  tries: 'to write hooks that a manager runs at the next commit',
  source: 'srt 4B.1, 12',
  program: plant('w', [
    '.husky/pre-commit',
    '.pre-commit-config.yaml',
    'lefthook.yml',
    '.githooks/pre-commit',
  ]),
  succeeded: planted('w', [
    '.husky/pre-commit',
    '.pre-commit-config.yaml',
    'lefthook.yml',
    '.githooks/pre-commit',
  ]),
  control: 'plain',
  limit: 'What was allowed.',
}
