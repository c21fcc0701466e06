import { type Attack, sh } from '../attack.js'
import { sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/nested-new',
  tries: 'to make a repository in a directory below, with a program in its configuration',
  source: 'srt 4B.1, 6',
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$S/sub" && git -C "$S/sub" config core.fsmonitor "$S/evil"`,
  succeeded: sprung('w/scratch/sub', 'status'),
  control: 'plain',
  limit: 'Only the `.git` directly below a writable root is protected',
}
