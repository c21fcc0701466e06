import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/virtual-machine',
  tries: 'to open a socket to the hypervisor',
  source: 'vsock(7); codex 9.8',
  program: c`
int main(void) {
  if (socket(40 /* AF_VSOCK */, SOCK_STREAM, 0) < 0) refused("socket");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
  needs: 'a kernel with sockets to a hypervisor',
}
