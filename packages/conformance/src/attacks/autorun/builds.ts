import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/builds',
  tries: 'to change what the next build runs',
  source: 'srt 4B.1, 12',
  program: plant('w', [
    'Makefile',
    'package.json',
    '.npmrc',
    '.yarnrc.yml',
    'setup.py',
    'build.rs',
    '.cargo/config.toml',
  ]),
  succeeded: planted('w', [
    'Makefile',
    'package.json',
    '.npmrc',
    '.yarnrc.yml',
    'setup.py',
    'build.rs',
    '.cargo/config.toml',
  ]),
  control: 'plain',
  limit: 'What was allowed.',
}
