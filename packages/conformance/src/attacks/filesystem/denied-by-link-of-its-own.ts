import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/denied-by-link-of-its-own',
  tries: 'to read a denied file through a link it made, absolute or relative',
  source: 'codex `sandbox_blocks_codex_symlink_replacement_attack`',
  program: sh`ln -s "$SECRET" "$S/a" && cat "$S/a"; ln -s ../../secret "$S/b" && cat "$S/b/token"`,
  succeeded: leaked,
  control: 'plain',
}
