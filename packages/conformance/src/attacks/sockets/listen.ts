import { type Attack, c, hostNetwork, reached } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/listen',
  tries: 'to listen where a program outside connects',
  source: 'srt advisory 131 (allowLocalBinding)',
  program: c`
int main(void) {
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (bind(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("bind");
  if (listen(s, 1) != 0) refused("listen");
  getsockname(s, (struct sockaddr *)&address, &length);
  FILE *table = fopen("/proc/net/dev", "r");
  char line[256];
  int interfaces = 0;
  while (table != NULL && fgets(line, sizeof line, table) != NULL) interfaces += strchr(line, ':') != NULL;
  if (interfaces > 1) reached();
  refused("listens where nobody comes by");
}`,
  succeeded: reached,
  control: { none: 'whether the host has a second interface depends on the host' },
  exempt: hostNetwork,
}
