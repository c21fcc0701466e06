import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/read-denied',
  tries: 'to read what is denied',
  source: 'codex `sandbox_blocks_root_read_carveouts_under_bwrap`',
  program: sh`cat "$SECRET"; head -c 100 "$SECRET"; cd "$STAGE/secret" && cat token`,
  succeeded: leaked,
  control: 'plain',
}
