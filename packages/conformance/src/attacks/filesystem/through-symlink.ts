import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/through-symlink',
  tries: 'to write through a link that it made to a directory outside',
  source: 'srt 4B.2; CVE-2026-39861',
  program: sh`ln -s "$OUT" "$S/link" && echo evil > "$S/link/victim"`,
  succeeded: changed,
  control: 'plain',
}
