import { type Attack, created, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/make-directory-outside',
  tries: 'to make a directory where it may only read',
  source: 'codex issue 36852: writes that seem to work',
  program: sh`mkdir -p "$OUT/new/deeper"`,
  succeeded: created,
  control: 'plain',
}
