import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/target-of-glob-match',
  tries: 'to read what a matched link leads to, by its other name',
  source: 'codex `unreadable_globs_add_canonical_targets_for_symlink_matches`',
  rules: { 'w/links/*.env': 'deny' },
  tree: { 'w/real/token': '$TOKEN' },
  prepare: (stage) => stage.link('w/links/prod.env', '../real/token'),
  program: sh`cat "$W/real/token" "$W/links/prod.env"`,
  succeeded: leaked,
  control: 'plain',
}
