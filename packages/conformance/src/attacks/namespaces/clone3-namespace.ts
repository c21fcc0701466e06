import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/clone3-namespace',
  tries: 'to make a namespace with clone3, whose flags no filter can read',
  source: 'CVE-2021-41133; peers 4.1',
  program: c`
int main(void) {
  struct { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls; } arguments = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
  const long child = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) _exit(0);
  if (child < 0) refused("clone3");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
