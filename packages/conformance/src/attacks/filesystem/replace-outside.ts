import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/replace-outside',
  tries: 'to rename a file of its own over one it may only read',
  source: 'rename(2)',
  program: sh`echo evil > "$S/new" && mv -f "$S/new" "$OUT/victim"`,
  succeeded: changed,
  control: 'plain',
}
