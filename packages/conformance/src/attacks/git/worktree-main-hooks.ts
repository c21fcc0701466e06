import { type Attack, sh } from '../attack.js'
import { linkedWorktree, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/worktree-main-hooks',
  tries: 'to plant a hook in the main repository, which is writable itself, from a linked worktree',
  source: 'srt 4B.1, 10',
  rules: { main: 'write' },
  prepare: (stage) => linkedWorktree(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$STAGE/main/.git/hooks/post-checkout"`,
  succeeded: sprung('w', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
}
