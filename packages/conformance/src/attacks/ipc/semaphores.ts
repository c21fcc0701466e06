import { type Attack, c } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/semaphores',
  tries: 'to change a System V semaphore of a process outside',
  source: 'semctl(2)',
  program: c`
#include <sys/sem.h>
int main(void) {
  if (semctl((int)number("BAIT_SEM"), 0, SETVAL, 77) != 0) refused("semctl");
}`,
  succeeded: ({ received }) => received.includes('semaphore 77'),
  control: 'plain',
}
