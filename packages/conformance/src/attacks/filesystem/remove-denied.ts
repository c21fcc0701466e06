import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/remove-denied',
  tries: 'to remove a denied directory',
  source: 'unlink(2), rmdir(2) below a writable root',
  rules: { 'w/closed': 'deny' },
  tree: { 'w/closed/token': '$TOKEN' },
  program: sh`rm -rf "$W/closed"; rmdir "$W/closed"`,
  succeeded: ({ stage }) => !stage.exists('w/closed/token'),
  control: 'plain',
}
