import { type Attack, created, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/through-dangling-link',
  tries: 'to create a file outside through a link that leads to nothing yet',
  source: 'GHSA-pxhw-h44j-8pfx: links followed while something is created',
  program: sh`ln -s "$OUT/new" "$S/link" && echo evil > "$S/link"`,
  succeeded: created,
  control: 'plain',
}
