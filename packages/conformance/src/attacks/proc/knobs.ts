import { type Attack, c, reached } from '../attack.js'
import { canWrite } from '../host.js'

export const attack: Attack = {
  id: 'proc/knobs',
  tries: 'to open any file below /proc/sys for writing',
  source: 'srt 4B.1, 36',
  program: c`
#include <ftw.h>
static int look(const char *name, const struct stat *status, int kind, struct FTW *place) {
  if (kind != FTW_F || (status->st_mode & 0222) == 0) return 0;
  const int file = open(name, O_WRONLY | O_APPEND | O_NONBLOCK);
  if (file < 0) return 0;
  puts(name);
  reached();
}
int main(void) {
  nftw("/proc/sys", look, 16, FTW_PHYS);
  refused("/proc/sys");
}`,
  succeeded: reached,
  control: 'root',
  lacks: () =>
    canWrite('/proc/sys/kernel/core_pattern') ? undefined : 'nobody can write /proc/sys on this host',
}
