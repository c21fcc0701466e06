import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/checkers',
  tries: 'to write the configuration of a checker, which is a program',
  source: 'srt 4B.1, 12',
  program: plant('w', ['.eslintrc.js', 'prettier.config.js', 'vitest.config.ts', '.stylelintrc.js']),
  succeeded: planted('w', ['.eslintrc.js', 'prettier.config.js', 'vitest.config.ts', '.stylelintrc.js']),
  control: 'plain',
  limit: 'What was allowed.',
}
