import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/remove-outside',
  tries: 'to remove a file it may only read',
  source: 'unlink(2) asks the directory, not the file',
  program: sh`rm -f "$OUT/victim"`,
  succeeded: changed,
  control: 'plain',
}
