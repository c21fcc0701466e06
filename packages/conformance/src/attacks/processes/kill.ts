import { type Attack, harmed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'processes/kill',
  tries: 'to end a process outside',
  source: 'kill(2); srt 4B.2',
  victim: true,
  program: sh`kill -9 "$VICTIM"`,
  succeeded: harmed,
  control: 'plain',
}
