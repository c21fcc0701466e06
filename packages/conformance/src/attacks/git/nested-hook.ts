import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/nested-hook',
  tries: 'to plant a hook in a repository that lies deeper in the workspace',
  source: 'srt 4B.1, 8; codex 10.1.7',
  prepare: (stage) => repository(stage, {}, 'w/scratch/a/b'),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$S/a/b/.git/hooks/post-checkout"`,
  succeeded: sprung('w/scratch/a/b', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
  limit: 'Only the `.git` directly below a writable root is protected',
}
