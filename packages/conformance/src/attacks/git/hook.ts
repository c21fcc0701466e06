import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/hook',
  tries: 'to plant a hook in the repository of the workspace',
  source: 'CVE-2026-26268; srt 4B.2',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
cp "$S/evil" "$W/.git/hooks/post-checkout"`,
  succeeded: sprung('w', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
}
