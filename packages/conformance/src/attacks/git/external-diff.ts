import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/external-diff',
  tries: 'to name a program in the configuration that shows differences',
  source: 'git-config(1): diff.external, core.pager, core.sshCommand, credential.helper',
  prepare: (stage) => repository(stage, { 'scratch/tracked': 'as it was\n' }),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git -C "$W" config diff.external "$S/evil"; echo changed > "$W/scratch/tracked"`,
  succeeded: sprung('w', 'diff'),
  control: 'plain',
}
