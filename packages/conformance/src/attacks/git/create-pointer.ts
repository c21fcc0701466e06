import { type Attack, sh } from '../attack.js'
import { sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/create-pointer',
  tries: 'to make a file `.git` that points to a repository of its own',
  source: 'gitrepository-layout(5), gitfile; srt 4B.2',
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$S/other" && git -C "$S/other" config core.fsmonitor "$S/evil"; echo "gitdir: $S/other/.git" > "$W/.git"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
