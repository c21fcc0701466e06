import { type Attack, c, metadata, reached } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/set-attribute-outside',
  tries: 'to give a file that it may only read an extended attribute',
  source: 'setxattr(2); security.* and user.* travel with the file',
  program: c`
#include <sys/xattr.h>
int main(void) {
  if (setxattr(path("OUT", "/victim"), "user.evil", "x", 1, 0) != 0) refused("setxattr");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
  exempt: metadata,
}
