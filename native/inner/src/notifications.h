/* Calls of the command that wait for our answer: the kernel's seccomp notifications of `connect` and `bind`. */
#ifndef SANDBOX_NOTIFICATIONS_H
#define SANDBOX_NOTIFICATIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* One call that waits. Both take the same arguments. */
struct waiting_call {
  bool is_bind;
  uint64_t id;
  /* The thread that called. */
  pid_t thread;
  int socket;
  uint64_t address;
  uint32_t address_size;
};

/* Makes every `connect` and `bind` of this process, and of whatever it becomes, wait for an answer. Returns where they are told,
   closed on exec; -1 with errno. Needs no_new_privs. */
int notify_calls(void);

/* Waits for the next call. False with errno: ENOENT when the caller was killed before it could be heard. */
bool next_call(int notifications, struct waiting_call *call);

/* Does the call still wait? What was read of its process before is of that process then, and of no later one. */
bool is_waiting(int notifications, uint64_t id);

/* Lets the call return: 0, or -1 with ERROR as its errno. */
void answer_call(int notifications, uint64_t id, int error);

#endif
