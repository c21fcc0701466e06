import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/editors',
  tries: 'to give an editor a task, or settings that run a program',
  source: 'srt 4B.1, 12; the trust questions of editors exist for this',
  program: plant('w', [
    '.vscode/tasks.json',
    '.vscode/settings.json',
    '.idea/workspace.xml',
    '.vimrc',
    '.exrc',
    '.nvim.lua',
    '.dir-locals.el',
  ]),
  succeeded: planted('w', [
    '.vscode/tasks.json',
    '.vscode/settings.json',
    '.idea/workspace.xml',
    '.vimrc',
    '.exrc',
    '.nvim.lua',
    '.dir-locals.el',
  ]),
  control: 'plain',
  limit: 'What was allowed.',
}
