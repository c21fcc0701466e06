import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/debuggers',
  tries: 'to write commands that a debugger runs at its start',
  source: 'srt 4B.1, 12; gdb asks since auto-load safe-path',
  program: plant('w', ['.gdbinit', '.lldbinit']),
  succeeded: planted('w', ['.gdbinit', '.lldbinit']),
  control: 'plain',
  limit: 'What was allowed.',
}
