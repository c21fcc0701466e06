import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/sockets-of-32-bit',
  tries: 'to connect by the calls of the 32-bit architecture',
  source: 'peers 4.4: "int 0x80 path (bypass)"',
  program: c`
static long call(long number, long b, long c, long d) {
#ifdef __x86_64__
  __asm__ volatile("int $0x80" : "+a"(number) : "b"(b), "c"(c), "d"(d) : "memory");
#endif
  return number;
}
int main(void) {
  struct sockaddr_un *address = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  *address = socket_path(path("BAIT", "/stream.sock"));
  const long s = call(359 /* socket */, AF_UNIX, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (call(362 /* connect */, s, (long)address, sizeof *address) < 0) refused("connect");
  leave_nonce((int)s);
}`,
  succeeded: arrived,
  control: 'plain',
  lacks: () => (process.arch === 'x64' ? undefined : 'only x86 has the second table of calls'),
  needs: 'a kernel that emulates 32 bits',
}
