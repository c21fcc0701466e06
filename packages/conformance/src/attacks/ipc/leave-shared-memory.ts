import { type Attack, c } from '../attack.js'
import { removeSharedMemory } from '../host.js'

export const attack: Attack = {
  id: 'ipc/leave-shared-memory',
  tries: 'to leave a file in the shared memory of the host, for another program to trust',
  source: 'shm_overview(7); srt 4B.2',
  program: c`
int main(void) {
  if (shm_open(path("NONCE", ""), O_CREAT | O_RDWR, 0600) < 0) refused("shm_open");
}`,
  succeeded: ({ stage }) => removeSharedMemory(stage.nonce),
  control: 'plain',
}
