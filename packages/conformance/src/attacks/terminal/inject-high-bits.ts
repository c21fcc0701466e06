import { type Attack, reached } from '../attack.js'
import { ioctlOfTerminal } from '../pty.js'

export const attack: Attack = {
  id: 'terminal/inject-high-bits',
  tries: 'to type into its terminal by a request with bits that a filter might not compare',
  source: 'CVE-2019-10063, CVE-2019-7303',
  program: ioctlOfTerminal('TIOCSTI | (1UL << 32)'),
  succeeded: reached,
  control: 'plain',
  needs: 'a kernel that still has TIOCSTI',
}
