import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/remove',
  tries: 'to remove the repository and make another',
  source: 'srt 4B.2',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
rm -rf "$W/.git"; git init -q "$W" && git -C "$W" config core.fsmonitor "$S/evil"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
