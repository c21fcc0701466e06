import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/shared-memory',
  tries: 'to read the System V shared memory of a process outside',
  source: 'srt 4B.1, 15',
  program: c`
#include <sys/shm.h>
int main(void) {
  const char *memory = shmat((int)number("BAIT_SHM"), NULL, SHM_RDONLY);
  if (memory == (void *)-1) refused("shmat");
  puts(memory);
}`,
  succeeded: leaked,
  control: 'plain',
}
