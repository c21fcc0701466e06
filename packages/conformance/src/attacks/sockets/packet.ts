import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/packet',
  tries: 'to open a packet socket, and to listen to the wire',
  source: 'packet(7); CVE-2020-14386',
  program: c`
int main(void) {
  if (socket(17 /* AF_PACKET */, SOCK_RAW, 0) < 0) refused("socket");
  reached();
}`,
  succeeded: reached,
  control: 'root',
}
