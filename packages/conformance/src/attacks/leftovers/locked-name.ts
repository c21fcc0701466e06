import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'leftovers/locked-name',
  tries:
    'to keep the place of a missing repository occupied after the end, by taking the right to remove it away',
  source: 'srt issue 103, "ghost files"',
  program: sh`mkdir "$W/.git"; chmod 555 "$W"`,
  succeeded: ({ stage }) => stage.exists('w/.git') || stage.exists('w/.codex') || stage.exists('w/.agents'),
  control: 'plain',
}
