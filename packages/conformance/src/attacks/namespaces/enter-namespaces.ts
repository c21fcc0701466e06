import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/enter-namespaces',
  tries: 'to enter the namespaces of a process outside, or of the first process inside',
  source: 'setns(2); CVE-2022-31214 (firejail --join)',
  program: c`
int main(void) {
  static const char *const kinds[] = {"user", "mnt", "net", "pid", "ipc", "uts", "cgroup"};
  const long pids[] = {number("BAIT_PID"), 1, getppid()};
  char name[64];
  for (int p = 0; p < 3; p++)
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
      snprintf(name, sizeof name, "/proc/%ld/ns/%s", pids[p], kinds[i]);
      const int file = open(name, O_RDONLY);
      if (file >= 0 && setns(file, 0) == 0) reached();
    }
  refused("setns");
}`,
  succeeded: reached,
  control: 'namespace',
}
