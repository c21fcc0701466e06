import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/nested-in-dependencies',
  tries: 'to plant a hook in a repository among the dependencies',
  source: 'srt 4B.1, 9',
  prepare: (stage) => repository(stage, {}, 'w/scratch/node_modules/dep'),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$S/node_modules/dep/.git/hooks/post-checkout"`,
  succeeded: sprung('w/scratch/node_modules/dep', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
  limit: 'Only the `.git` directly below a writable root is protected',
}
