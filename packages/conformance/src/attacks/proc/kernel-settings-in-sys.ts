import { type Attack, c, reached } from '../attack.js'
import { canWrite } from '../host.js'

export const attack: Attack = {
  id: 'proc/kernel-settings-in-sys',
  tries: 'to open a file below /sys for writing',
  source: 'sysfs(5): power, module parameters, helpers for events',
  program: c`
int main(void) {
  static const char *const names[] = {"/sys/kernel/uevent_helper",         "/sys/power/state",
                                      "/sys/kernel/mm/ksm/run",            "/sys/kernel/mm/transparent_hugepage/enabled",
                                      "/sys/module/kernel/parameters/panic", "/sys/kernel/profiling",
                                      "/sys/kernel/fscaps",                "/sys/block/vda/queue/read_ahead_kb"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (open(names[i], O_WRONLY | O_APPEND) >= 0) reached();
  refused("open");
}`,
  succeeded: reached,
  control: 'root',
  lacks: () =>
    canWrite('/sys/kernel/mm/transparent_hugepage/enabled') || canWrite('/sys/kernel/profiling')
      ? undefined
      : 'nobody can write /sys on this host',
}
