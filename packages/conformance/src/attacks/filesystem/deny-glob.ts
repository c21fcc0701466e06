import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/deny-glob',
  tries: 'to read a file that a deny glob matches, deep in its workspace',
  source: 'codex 9.4; srt 4B.1, 21',
  rules: { 'w/**/*.env': 'deny' },
  tree: { 'w/a/b/c/.env': '$TOKEN', 'w/prod.env': '$TOKEN' },
  program: sh`cat "$W/a/b/c/.env" "$W/prod.env"; find "$W" -name '*.env' -exec cat {} +`,
  succeeded: leaked,
  control: 'plain',
}
