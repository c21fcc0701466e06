import { type Attack, reached } from '../attack.js'
import { ioctlOfTerminal } from '../pty.js'

export const attack: Attack = {
  id: 'terminal/inject',
  tries: 'to type into its terminal, which may be that of the user',
  source: 'CVE-2017-5226 (TIOCSTI)',
  program: ioctlOfTerminal('TIOCSTI'),
  succeeded: reached,
  control: 'plain',
  needs: 'a kernel that still has TIOCSTI',
}
