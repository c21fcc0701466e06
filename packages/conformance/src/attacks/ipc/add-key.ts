import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/add-key',
  tries: 'to add a key, or to have the host asked for one',
  source: 'add_key(2), request_key(2): the second starts a program of the host',
  program: c`
int main(void) {
  if (syscall(SYS_add_key, "user", "sandbox-attack", "x", 1, -2 /* of the process */) < 0 &&
      syscall(SYS_request_key, "user", "sandbox-attack-none", NULL, -2) < 0 && errno != ENOKEY)
    refused("add_key");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
