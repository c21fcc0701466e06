import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/network-namespace',
  tries: 'to make a network namespace, to have raw sockets and filters in it',
  source: 'CVE-2022-34918, CVE-2024-1086: holes of nf_tables behind a user namespace',
  program: c`
int main(void) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) refused("unshare");
  if (socket(AF_NETLINK, SOCK_RAW, 12 /* NETLINK_NETFILTER */) < 0) refused("socket");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
