import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/own-policy-in-json',
  tries: 'to change the policy of its own next run, where that is written in JSON',
  source: 'srt issue 175',
  tree: { 'w/sandbox.json': '{}' },
  program: plant('w', ['sandbox.json']),
  succeeded: planted('w', ['sandbox.json']),
  control: 'plain',
}
