import { type Attack, harmed, onlyOnce, sh } from '../attack.js'

export const attack: Attack = {
  id: 'processes/kill-everything',
  tries: 'to end every process that it may send a signal to, its own sandbox first',
  source: 'kill(2) with -1',
  victim: true,
  program: sh`kill -9 -1`,
  succeeded: harmed,
  control: { none: 'it would end everything of the user, the tests included' },
  alone: {},
  exempt: onlyOnce,
}
