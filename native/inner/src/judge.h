/* Says which calls of the command are done in its name. */
#ifndef SANDBOX_JUDGE_H
#define SANDBOX_JUDGE_H

#include "callers.h"
#include "notifications.h"
#include "spec.h"

#include <stdbool.h>
#include <sys/socket.h>

/* A call, and what was found where it leads: nothing of it can be changed by the command any more. */
struct judged_call {
  struct waiting_call call;
  struct caller caller;
  /* A duplicate of the command's socket; -1 before it was taken. */
  int socket;
  /* connect: the file that the address leads to; bind: the caller's working directory. -1 when it names none. */
  int file;
  struct sockaddr_storage address;
  socklen_t size;
  /* A process of the sandbox listens there. */
  bool inside;
};

/* Opens the listed sockets that the command could replace. Before the command is forked. Fails the set-up otherwise. */
void prepare_judge(struct spec *spec);

/* Takes the socket, reads the address and resolves it, each of them once, and looks at what was found. 0 when the call may be
   made, or the error that the command gets. Whoever calls closes what was opened. */
int judge(int notifications, struct judged_call *judged);

#endif
