import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/posix-queue',
  tries: 'to send something to a POSIX message queue of a process outside',
  source: 'srt 4B.1, 16',
  program: c`
#include <mqueue.h>
int main(void) {
  const mqd_t queue = mq_open(var("BAIT_NAME"), O_WRONLY | O_NONBLOCK);
  if (queue < 0) refused("mq_open");
  if (mq_send(queue, var("NONCE"), strlen(var("NONCE")), 0) != 0) refused("mq_send");
}`,
  succeeded: arrived,
  control: 'plain',
}
