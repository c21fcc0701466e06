import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/hard-link-to-denied',
  tries: 'to give a denied file a second name in its workspace and read that',
  source: 'srt 4B.2',
  program: sh`ln "$SECRET" "$S/mine" && cat "$S/mine"`,
  succeeded: leaked,
  control: 'plain',
}
