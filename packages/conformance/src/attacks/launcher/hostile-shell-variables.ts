import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'launcher/hostile-shell-variables',
  tries: 'to have a shell outside read a file of its own at its start',
  source: 'srt 4B.1, 27 (BASH_ENV); CVE-2026-22708',
  program: sh`BASH_ENV="$STAGE/../planted/rg" bash -c :; ENV="$STAGE/../planted/rg" sh -ic : < /dev/null`,
  succeeded: ({ received }) => received.includes('plants '),
  control: 'plain',
}
