import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/worktree-configuration',
  tries: 'to write the configuration of the worktree',
  source: 'srt 4B.1, 7; claude-code issue 80278',
  prepare: (stage) => {
    repository(stage)
    stage.run('w', 'git', 'config', 'extensions.worktreeConfig', 'true')
  },
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
printf '[core]\nfsmonitor = %s\n' "$S/evil" > "$W/.git/config.worktree"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
