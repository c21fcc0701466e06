import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/posix-memory',
  tries: 'to read the POSIX shared memory of a process outside',
  source: 'shm_open(3)',
  program: c`
int main(void) {
  const int file = shm_open(var("BAIT_NAME"), O_RDONLY, 0);
  if (file < 0) refused("shm_open");
  show(file);
}`,
  succeeded: leaked,
  control: 'plain',
}
