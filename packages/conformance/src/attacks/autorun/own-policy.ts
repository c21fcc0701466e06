import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/own-policy',
  tries: 'to write the policy of its own next run',
  source: 'srt issue 175; CVE-2026-25725',
  program: plant('w', ['sandbox.toml']),
  succeeded: planted('w', ['sandbox.toml']),
  control: 'plain',
}
