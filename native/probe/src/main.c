/* sandbox-probe: tries a list of operations on paths, one after the other, and says what became of each.

   The same list is tried without a sandbox, to know what the files alone answer. So the first thing is to give up
   what a sandbox takes from root: without capabilities, modes and owners count for uid 0 as for anybody. */
#include "attempts.h"

#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
  const char *name;
  void (*attempt)(const struct operation *operation);
} attempts[] = {
    {"stat", try_stat},       {"list", try_list},         {"read", try_read},     {"write", try_write},
    {"truncate", try_truncate}, {"chmod", try_chmod},     {"times", try_times},   {"create", try_create},
    {"mkdir", try_mkdir},     {"symlink", try_symlink},   {"mkfifo", try_mkfifo}, {"remove", try_remove},
    {"move", try_move},       {"exchange", try_exchange}, {"link", try_link},
};

static void drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  const struct __user_cap_data_struct none[2] = {{0}, {0}};
  if (syscall(SYS_capset, &header, none) != 0) give_up("cannot drop the capabilities");
}

static void perform(const struct operation *operation) {
  for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
    if (strcmp(attempts[i].name, operation->name) != 0) continue;
    attempts[i].attempt(operation);
    return;
  }
  give_up("an operation is not known");
}

int main(void) {
  struct operation operation;
  drop_capabilities();
  read_script();
  while (next_operation(&operation)) perform(&operation);
  return fflush(stdout) == 0 ? 0 : 98;
}
