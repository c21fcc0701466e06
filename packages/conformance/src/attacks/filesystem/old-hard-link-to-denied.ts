import { linkSync } from 'node:fs'
import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/old-hard-link-to-denied',
  tries: 'to read a denied file by a second name that it had before',
  source: 'srt 4B.1, 19',
  prepare: (stage) => linkSync(stage.at('secret/token'), stage.at('w/scratch/second')),
  program: sh`cat "$S/second"`,
  succeeded: leaked,
  control: 'plain',
  limit: 'Hard links made before.',
}
