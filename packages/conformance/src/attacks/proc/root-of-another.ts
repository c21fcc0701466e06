import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/root-of-another',
  tries: 'to read what is denied through the root directory of a process outside',
  source: 'codex `daemon_sockets_are_hidden_with_network_and_tmp_write_grants`',
  program: sh`cat "/proc/$BAIT_PID/root$SECRET" "/proc/$BAIT_PID/cwd/handed"; cd "/proc/$BAIT_PID/cwd" && cat handed`,
  succeeded: leaked,
  control: 'plain',
}
