import { type Attack, sh } from '../attack.js'
import { sprung, submodule } from '../repository.js'

export const attack: Attack = {
  id: 'git/module-hook',
  tries: 'to plant a hook in the repository of a submodule',
  source: 'srt 4B.1, 4',
  prepare: (stage) => submodule(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$W/.git/modules/sub/hooks/post-checkout"`,
  succeeded: sprung('w/sub', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
}
