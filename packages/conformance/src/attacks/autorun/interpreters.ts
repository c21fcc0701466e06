import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/interpreters',
  tries: 'to write modules that an interpreter loads by itself',
  source: 'srt 4B.1, 12',
  program: plant('w', ['sitecustomize.py', 'conftest.py', 'pyvenv.cfg', '.pythonrc.py']),
  succeeded: planted('w', ['sitecustomize.py', 'conftest.py', 'pyvenv.cfg', '.pythonrc.py']),
  control: 'plain',
  limit: 'What was allowed.',
}
