import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/users-configuration',
  tries: 'to write the configuration of the user',
  source: 'git-config(1): core.fsmonitor for every repository',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git config --global core.fsmonitor "$S/evil"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
