import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/other-families',
  tries: 'to open a socket of a family that no ordinary program needs',
  source: 'AF_ALG, AF_KEY, AF_TIPC, AF_CAN, AF_BLUETOOTH, AF_RXRPC …: a kernel hole each, every other year',
  program: c`
int main(void) {
  for (int family = 3; family < 46; family++) {
    if (family == AF_INET6 || family == AF_NETLINK) continue;
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type++)
      if (socket(family, type, 0) >= 0) {
        printf("family %d\n", family);
        reached();
      }
  }
  refused("socket");
}`,
  succeeded: reached,
  control: 'root',
}
