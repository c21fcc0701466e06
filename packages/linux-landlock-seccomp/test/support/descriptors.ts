/** A caller that has left much open. */

const CALLER = `
import os, socket, sys
for fd in range(3, 301):
    kind = fd % 3
    made = os.open('/etc/passwd' if kind else '/etc', os.O_RDONLY) if kind < 2 else socket.socket().detach()
    os.dup2(made, fd, inheritable=True)
os.execv(sys.argv[1], sys.argv[1:])
`

/** The same command, started with files, directories and sockets open at 3 to 300, for it to inherit. */
export function withManyDescriptors(command: readonly string[]): readonly string[] {
  return ['python3', '-c', CALLER, ...command]
}
