import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/raw',
  tries: 'to open a raw socket',
  source: 'raw(7); peers 4.4',
  program: c`
int main(void) {
  if (socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0 && socket(AF_INET6, SOCK_RAW, 58) < 0) refused("socket");
  reached();
}`,
  succeeded: reached,
  control: 'root',
}
