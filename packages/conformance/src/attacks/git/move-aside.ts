import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/move-aside',
  tries: 'to move the repository aside and put its own in the place',
  source: 'srt 4B.2',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
mv "$W/.git" "$S/old" && git init -q "$W" && git -C "$W" config core.fsmonitor "$S/evil"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
