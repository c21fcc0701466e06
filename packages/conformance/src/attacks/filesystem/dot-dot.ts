import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/dot-dot',
  tries: 'to climb out of its workspace with ..',
  source: 'CWE-22',
  program: sh`cd "$S" && echo evil > ../../outside/victim`,
  succeeded: changed,
  control: 'plain',
}
