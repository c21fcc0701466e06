import { type Attack, c } from '../attack.js'

export const attack: Attack = {
  id: 'devices/make-node',
  tries: 'to make a device in its workspace',
  source: 'mknod(2); srt 4B.2',
  program: c`
#include <sys/sysmacros.h>
int main(void) {
  if (mknod(path("S", "/null"), S_IFCHR | 0666, makedev(1, 3)) != 0) refused("mknod");
}`,
  succeeded: ({ stage }) => stage.exists('w/scratch/null'),
  control: 'root',
}
