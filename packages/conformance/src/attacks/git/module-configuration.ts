import { type Attack, sh } from '../attack.js'
import { sprung, submodule } from '../repository.js'

export const attack: Attack = {
  id: 'git/module-configuration',
  tries: 'to name a program in the configuration of a submodule',
  source: 'srt 4B.1, 4; CVE-2024-32002 is about submodules and links',
  prepare: (stage) => submodule(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
printf '[core]\nfsmonitor = %s\n' "$S/evil" >> "$W/.git/modules/sub/config"`,
  succeeded: sprung('w/sub', 'status'),
  control: 'plain',
}
