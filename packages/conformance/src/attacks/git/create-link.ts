import { type Attack, sh } from '../attack.js'
import { sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/create-link',
  tries: 'to make a link `.git` that leads to a repository of its own',
  source: 'srt issue 221; CVE-2021-21300',
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$S/other" && git -C "$S/other" config core.fsmonitor "$S/evil"; ln -s scratch/other/.git "$W/.git"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
