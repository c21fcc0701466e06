import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'devices/disks',
  tries: 'to read a disk of the machine',
  source: 'CVE-2022-0492 and every privileged container',
  program: c`
int main(void) {
  DIR *devices = opendir("/dev");
  struct dirent *entry;
  struct stat status;
  while (devices != NULL && (entry = readdir(devices)) != NULL)
    if (fstatat(dirfd(devices), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISBLK(status.st_mode) &&
        openat(dirfd(devices), entry->d_name, O_RDONLY | O_NONBLOCK) >= 0)
      reached();
  refused("/dev");
}`,
  succeeded: reached,
  control: 'root',
  needs: 'a machine with disks',
}
