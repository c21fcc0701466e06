import { type Attack, sh } from '../attack.js'
import { endProcessesNamed } from '../host.js'

export const attack: Attack = {
  id: 'processes/outlive',
  tries: 'to leave a process behind that goes on after the end',
  source: 'srt 4B.1, 23; daemon(3)',
  program: sh`cp /bin/sleep "$S/outlived-$NONCE" && (setsid "$S/outlived-$NONCE" 300 > /dev/null 2>&1 &)`,
  succeeded: ({ stage }) => endProcessesNamed(stage.nonce) > 0,
  control: 'plain',
}
