/* What is limited for all processes together is counted by a cgroup, and children are born into their parent's. */
#include "cgroup.h"
#include "descriptors.h"

#include <string.h>
#include <unistd.h>

bool parse_cgroup(const char *text, int *processes) {
  *processes = NO_CGROUP;
  return strcmp(text, "-") == 0 || parse_descriptor(text, processes);
}

/* THREAT: whoever holds the descriptor can move processes. So it is closed before anything else is executed. */
bool enter_cgroup(int processes) {
  if (processes == NO_CGROUP) return true;
  return write(processes, "0", 1) == 1 && close(processes) == 0;
}

void leave_cgroup_alone(int processes) {
  if (processes != NO_CGROUP) (void)close(processes);
}
