import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/rename-parent-of-denied',
  tries: 'to rename a directory above a denied one, so that the rule names nothing any more',
  source: 'codex, "protected paths whose parent is renamed"; design page on Linux, pins',
  rules: { 'w/a/b/closed': 'deny' },
  tree: { 'w/a/b/closed/token': '$TOKEN' },
  program: sh`mv "$W/a" "$S/x" && cat "$S/x/b/closed/token"; mv "$W/a/b" "$S/y" && cat "$S/y/closed/token"`,
  succeeded: leaked,
  control: 'plain',
}
