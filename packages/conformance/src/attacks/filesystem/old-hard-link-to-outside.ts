import { linkSync } from 'node:fs'
import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/old-hard-link-to-outside',
  tries: 'to change a file outside by a second name that it had in the workspace before',
  source: 'srt 4B.1, 18; codex 10.1.13',
  prepare: (stage) => linkSync(stage.at('outside/victim'), stage.at('w/scratch/second')),
  program: sh`echo evil > "$S/second"`,
  succeeded: changed,
  control: 'plain',
  limit: 'Hard links made before.',
}
