import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'environment/secrets',
  tries: 'to find secrets among its variables',
  source: 'srt 4B.1, 33; CVE-2024-34346',
  program: sh`env; set; cat /proc/self/environ`,
  succeeded: leaked,
  control: 'plain',
}
