import { type Attack, sh } from '../attack.js'
import { linkedWorktree, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/worktree-pointer',
  tries: 'to lead a linked worktree to a repository of its own',
  source: 'codex `workspace_write_protects_resolved_gitdir_in_another_writable_root`',
  prepare: (stage) => linkedWorktree(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$S/other" && git -C "$S/other" config core.fsmonitor "$S/evil"; echo "gitdir: $S/other/.git" > "$W/.git"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
