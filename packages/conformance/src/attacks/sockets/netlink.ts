import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/netlink',
  tries: 'to speak netlink: audit, packet filter, cryptography, events of devices',
  source: 'netlink(7); codex 9.8',
  program: c`
int main(void) {
  static const int protocols[] = {4 /* SOCK_DIAG */, 9 /* AUDIT */, 12 /* NETFILTER */, 15 /* KOBJECT_UEVENT */, 16 /* GENERIC */, 21 /* CRYPTO */};
  for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
    if (socket(AF_NETLINK, SOCK_RAW, protocols[i]) >= 0) reached();
  refused("socket");
}`,
  succeeded: reached,
  control: 'plain',
}
