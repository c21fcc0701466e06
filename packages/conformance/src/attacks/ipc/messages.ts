import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/messages',
  tries: 'to send a System V message to a process outside',
  source: 'srt 4B.1, 15',
  program: c`
#include <sys/msg.h>
int main(void) {
  struct { long type; char text[64]; } message = {.type = 1};
  strcpy(message.text, var("NONCE"));
  if (msgsnd((int)number("BAIT_MSG"), &message, strlen(message.text), IPC_NOWAIT) != 0) refused("msgsnd");
}`,
  succeeded: arrived,
  control: 'plain',
}
