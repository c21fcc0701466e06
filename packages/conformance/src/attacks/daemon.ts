/** Programs of the user or the machine that act for whoever speaks to them. */

import { type Configuration, c, type Program } from './attack.js'

/** Connects to a socket of the bait and asks for something. */
export function daemon(socket: string): Program {
  return c`
int main(void) {
  const struct sockaddr_un address = socket_path(path("BAIT", "/${socket}"));
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(s);
}`
}

export const daemonsWithoutNamespaces = ({ backend, egress }: Configuration): string | undefined =>
  backend === 'landlock' && egress === 'full'
    ? 'without namespaces, below ABI 9 of Landlock, daemons are within reach in network mode full'
    : undefined
