import { type Attack, created, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/make-link-outside',
  tries: 'to leave a link where somebody else will follow it',
  source: 'CVE-2026-39861: a link made inside, followed by a helper outside',
  program: sh`ln -s "$SECRET" "$OUT/new"`,
  succeeded: created,
  control: 'plain',
}
