import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/personality',
  tries: 'to switch off the randomness of addresses, or to make everything executable',
  source: 'personality(2)',
  program: c`
#include <sys/personality.h>
int main(void) {
  if (personality(ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC) < 0) refused("personality");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
