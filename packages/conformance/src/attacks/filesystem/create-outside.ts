import { type Attack, created, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/create-outside',
  tries: 'to make a file in a directory it may only read',
  source: 'codex `test_writable_root`',
  program: sh`echo evil > "$OUT/new"`,
  succeeded: created,
  control: 'plain',
}
