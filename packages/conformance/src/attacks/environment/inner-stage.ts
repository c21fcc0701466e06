import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'environment/inner-stage',
  tries: 'to find what the first process was told: the policy, the variables before they were cleaned',
  source: 'proc(5): auxiliary vector, memory maps, stack',
  program: sh`cat /proc/1/environ /proc/1/maps /proc/1/auxv; strings -n 8 /proc/1/mem`,
  succeeded: leaked,
  control: { none: 'outside, the first process is that of the machine' },
}
