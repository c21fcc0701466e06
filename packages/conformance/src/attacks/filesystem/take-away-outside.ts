import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/take-away-outside',
  tries: 'to move a file it may only read into its workspace',
  source: 'rename(2)',
  program: sh`mv "$OUT/victim" "$S/mine"`,
  succeeded: changed,
  control: 'plain',
}
