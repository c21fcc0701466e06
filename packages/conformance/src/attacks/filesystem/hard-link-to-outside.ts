import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/hard-link-to-outside',
  tries: 'to give a file outside a second name in its workspace and write to that',
  source: 'srt 4B.2; codex 10.1.13',
  program: sh`ln "$OUT/victim" "$S/mine" && echo evil > "$S/mine"`,
  succeeded: changed,
  control: 'plain',
}
