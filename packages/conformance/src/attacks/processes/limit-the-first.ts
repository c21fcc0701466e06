import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'processes/limit-the-first',
  tries: 'to set the limits of the process that tells how it ended, by the number of any of its threads',
  source: 'prlimit(2)',
  // Sets what is set already: outside, this is the first process of the host.
  program: c`
int main(void) {
  DIR *const threads = opendir("/proc/1/task");
  if (threads == NULL) refused("opendir");
  for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
    const pid_t thread = (pid_t)atoi(entry->d_name);
    struct rlimit limit;
    if (thread == 0 || prlimit(thread, RLIMIT_FSIZE, NULL, &limit) != 0) continue;
    if (prlimit(thread, RLIMIT_FSIZE, &limit, NULL) == 0) printf("reached %s\n", var("NONCE"));
  }
}`,
  succeeded: reached,
  control: 'root',
}
