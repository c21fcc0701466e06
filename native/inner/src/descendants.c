/* What the command leaves behind where no PID namespace ends with it.

   Leaving a session or a process group does not help a daemon: a process without parent always becomes our child, so
   it is found. What is not certain is the race with a process that makes another and ends, over and over: each turn
   may come too late for it. `limit cpu` and a cgroup bound that; only a PID namespace excludes it. */
#include "descendants.h"
#include "failure.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Room for some hundred numbers; the rest comes with the next reading. */
enum { LIST_SIZE = 4096 };

static bool adopted;

/* Reads as many whole numbers as fit into LIST, each followed by a space. False where they cannot be read. */
static bool list_children(char list[LIST_SIZE + 1]) {
  const int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t size;
  do size = read(file, list, LIST_SIZE);
  while (size < 0 && errno == EINTR);
  (void)close(file);
  while (size > 0 && list[size - 1] != ' ') size--;
  list[size > 0 ? size : 0] = '\0';
  return size >= 0;
}

static pid_t next_number(char **list) {
  char *end;
  const long number = strtol(*list, &end, 10);
  *list = end;
  return (pid_t)number;
}

static bool kill_listed(char *list) {
  for (pid_t child; (child = next_number(&list)) > 0;)
    if (kill(child, SIGKILL) != 0) return false;
  return true;
}

static bool reap_listed(char *list) {
  for (pid_t child; (child = next_number(&list)) > 0;) {
    pid_t ended;
    do ended = waitpid(child, NULL, 0);
    while (ended < 0 && errno == EINTR);
    if (ended != child) return false;
  }
  return true;
}

void end_children(void) {
  char list[LIST_SIZE + 1];
  while (list_children(list) && list[0] != '\0')
    if (!kill_listed(list) || !reap_listed(list)) return;
}

void adopt_descendants(void) {
  char list[LIST_SIZE + 1];
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) setup_failed_errno("cannot adopt what the command leaves behind");
  if (!list_children(list)) setup_failed_errno("cannot find what the command leaves behind in /proc");
  adopted = true;
}

void end_descendants(void) {
  if (adopted) end_children();
}
