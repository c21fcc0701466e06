/** Programs that have a terminal of their own, made for the purpose, as an interactive shell has the user's. */

import { c, type Program } from './attack.js'

/** Makes one request for a character, as C spells the request. Did it work? */
export function ioctlOfTerminal(request: string): Program {
  return c`
int main(void) {
  const int outer = posix_openpt(O_RDWR | O_NOCTTY);
  if (outer < 0 || grantpt(outer) != 0 || unlockpt(outer) != 0) refused("posix_openpt");
  if (fork() != 0) {
    wait(NULL);
    return 0;
  }
  setsid();
  const int inner = open(ptsname(outer), O_RDWR);
  if (inner < 0) refused("ptsname");
  ioctl(inner, TIOCSCTTY, 0);
  if (syscall(SYS_ioctl, inner, ${request}, "x") != 0) refused("ioctl");
  reached();
}`
}
