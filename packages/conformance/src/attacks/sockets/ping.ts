import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/ping',
  tries: 'to carry data out by echo requests',
  source: 'CVE-2025-55284 (exfiltration by ping)',
  program: c`
int main(void) {
  if (socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP) < 0) refused("socket");
  reached();
}`,
  succeeded: reached,
  control: 'root',
  needs: 'a kernel that lets this group send echo requests',
}
