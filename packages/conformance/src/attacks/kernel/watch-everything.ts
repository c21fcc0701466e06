import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/watch-everything',
  tries: 'to be told of everything that happens to files of others',
  source: 'fanotify(7)',
  program: c`
#include <sys/fanotify.h>
int main(void) {
  const int group = (int)syscall(SYS_fanotify_init, 0, O_RDONLY);
  if (group < 0) refused("fanotify_init");
  reached();
}`,
  succeeded: reached,
  control: 'root',
}
