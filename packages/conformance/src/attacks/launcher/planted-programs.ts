import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'launcher/planted-programs',
  tries: 'to have the start of a sandbox run a program that an earlier command left in a directory of PATH',
  source: 'srt 4B.1, 25 to 27; codex 9.10',
  program: sh`for f in "$STAGE"/../planted/*; do "$f"; done`,
  succeeded: ({ received }) => received.includes('plants '),
  control: 'plain',
}
