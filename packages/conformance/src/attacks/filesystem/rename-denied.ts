import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/rename-denied',
  tries: 'to rename a denied directory of its workspace and read it under the new name',
  source: 'srt 4B.2',
  rules: { 'w/closed': 'deny' },
  tree: { 'w/closed/token': '$TOKEN' },
  program: sh`mv "$W/closed" "$S/open" && cat "$S/open/token"`,
  succeeded: leaked,
  control: 'plain',
}
