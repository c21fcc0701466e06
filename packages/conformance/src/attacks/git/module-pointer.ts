import { type Attack, sh } from '../attack.js'
import { sprung, submodule } from '../repository.js'

export const attack: Attack = {
  id: 'git/module-pointer',
  tries: 'to lead a submodule to a repository of its own',
  source: 'gitsubmodules(7): the `.git` file of a submodule',
  prepare: (stage) => submodule(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$S/other" && git -C "$S/other" config core.fsmonitor "$S/evil" && echo "gitdir: $S/other/.git" > "$W/sub/.git"`,
  succeeded: sprung('w/sub', 'status'),
  control: 'plain',
  limit: 'Only the `.git` directly below a writable root is protected',
}
