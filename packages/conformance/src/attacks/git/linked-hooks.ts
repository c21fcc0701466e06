import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/linked-hooks',
  tries: 'to write the hooks of a repository whose directory of hooks is a link into the workspace',
  source: 'srt issue 221',
  prepare: (stage) => {
    repository(stage)
    stage.directory('w/scratch/hooks')
    stage.run('w', 'rm', '-rf', '.git/hooks')
    stage.link('w/.git/hooks', '../scratch/hooks')
  },
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$S/hooks/post-checkout"`,
  succeeded: sprung('w', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
  limit: 'hooks that the repository itself takes from the workspace',
}
