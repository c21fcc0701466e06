import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/rename-glob-match',
  tries: 'to rename a file, or a directory above one, that a deny glob matches',
  source: 'codex 10.1.5',
  rules: { 'w/**/*.env': 'deny' },
  tree: { 'w/a/b/.env': '$TOKEN' },
  program: sh`mv "$W/a/b/.env" "$S/x" && cat "$S/x"; mv "$W/a" "$S/y" && cat "$S/y/b/.env"; ln "$W/a/b/.env" "$S/z" && cat "$S/z"`,
  succeeded: leaked,
  control: 'plain',
}
