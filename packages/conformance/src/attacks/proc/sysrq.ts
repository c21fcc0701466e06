import { type Attack, reached, sh } from '../attack.js'
import { canWrite } from '../host.js'

export const attack: Attack = {
  id: 'proc/sysrq',
  tries: 'to open the magic key for writing, with which it could reboot',
  source: 'proc(5), /proc/sysrq-trigger; CVE-2025-31133',
  program: sh`exec 7> /proc/sysrq-trigger && echo "reached $NONCE"`,
  succeeded: reached,
  control: 'root',
  lacks: () =>
    canWrite('/proc/sysrq-trigger') ? undefined : 'nobody can write /proc/sysrq-trigger on this host',
}
