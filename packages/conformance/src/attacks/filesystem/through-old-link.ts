import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/through-old-link',
  tries: 'to write through a link that was in the workspace before',
  source: 'srt issue 221: protected directories that are links',
  tree: { 'w/scratch/': '' },
  prepare: (stage) => stage.link('w/scratch/out', '../../outside'),
  program: sh`echo evil > "$S/out/victim"`,
  succeeded: changed,
  control: 'plain',
}
