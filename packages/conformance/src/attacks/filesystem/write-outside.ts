import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/write-outside',
  tries: 'to write a file outside of its workspace',
  source: 'the first test of every sandbox; codex `test_root_write`',
  program: sh`echo evil > "$OUT/victim"`,
  succeeded: changed,
  control: 'plain',
}
