import { type Attack, sh } from '../attack.js'
import { sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/move-into-place',
  tries: 'to build a repository elsewhere and rename it into its place',
  source: 'rename(2)',
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$S/other" && git -C "$S/other" config core.fsmonitor "$S/evil"; mv -T "$S/other/.git" "$W/.git"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
