import { type Attack, harmed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'processes/stop',
  tries: 'to stop a process outside',
  source: 'kill(2), SIGSTOP',
  victim: true,
  program: sh`kill -STOP "$VICTIM" && until grep -q '^State:.T' "/proc/$VICTIM/status"; do :; done`,
  succeeded: harmed,
  control: 'plain',
}
