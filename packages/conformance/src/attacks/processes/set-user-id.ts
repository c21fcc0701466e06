import { chmodSync, copyFileSync } from 'node:fs'
import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'processes/set-user-id',
  tries: 'to become root by a program that is set-user-ID',
  source: 'execve(2); no_new_privs and nosuid',
  prepare: (stage) => {
    copyFileSync('/usr/bin/id', stage.at('outside/id'))
    chmodSync(stage.at('outside/id'), 0o4755)
  },
  program: sh`[ "$("$OUT/id" -u)" = 0 ] && echo "reached $NONCE"`,
  succeeded: reached,
  control: 'plain',
  exempt: ({ user }) => (user === 'root' ? 'root is root already' : undefined),
  lacks: () => (process.getuid?.() === 0 ? undefined : 'only root can make such a program for somebody else'),
}
