import { type Attack, sh } from '../attack.js'
import { linkedWorktree, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/worktree-main-below',
  tries: 'to plant a hook in the main repository of a linked worktree, somewhere below another writable root',
  source: 'srt 4B.1, 10; codex 9.2',
  rules: { all: 'write' },
  prepare: (stage) => linkedWorktree(stage, 'all/main'),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$STAGE/all/main/.git/hooks/post-checkout"`,
  succeeded: sprung('w', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
  limit: 'the main repository of a worktree that lies below a directory which a rule of yours opens',
}
