import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/replace-denied',
  tries: 'to put a file of its own in the place of a denied one, for somebody outside to read',
  source: 'srt 4B.2, "rename over"',
  rules: { 'w/closed.txt': 'deny' },
  tree: { 'w/closed.txt': 'as it was\n' },
  program: sh`echo evil > "$S/new"; mv -f "$S/new" "$W/closed.txt" || { rm -f "$W/closed.txt"; echo evil > "$W/closed.txt"; }`,
  succeeded: ({ stage }) => stage.read('w/closed.txt') !== 'as it was\n',
  control: 'plain',
}
