/* Landlock: what a process may do with files, TCP ports, and processes outside, by rules that only ever add up to
   less. Stands alone, so that other programs can be built with it. No allocation. */
#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Lets ACCESS through beneath a path, or at a port. */
struct landlock_rule {
  uint64_t access;
  /* Absolute; NULL when the rule is about a port. */
  const char *path;
  uint64_t port;
  /* Left out when the path cannot be reached without following a link: that only closes more. */
  bool if_present;
};

/* What is closed, and what the rules leave open. Bits as in the kernel's interface. */
struct landlock_plan {
  bool given;
  /* The standard streams can be opened again, by names such as /dev/stderr, for what they are open for. */
  bool streams;
  uint64_t handled_fs;
  uint64_t handled_net;
  uint64_t scoped;
  struct landlock_rule *rules;
  size_t rule_count;
};

struct landlock_failure {
  /* A phrase for after "cannot", and the path it is about (or NULL). */
  const char *what;
  const char *subject;
  int error;
};

/* The version of the kernel's interface; 0 with errno when it has none, or it is switched off. */
int landlock_abi(void);

/* Returns the ruleset's descriptor (closed on exec), or -1 with FAILURE. Fails when the kernel knows less than the
   plan asks for: nothing is ever left out on its own. */
int make_ruleset(const struct landlock_plan *plan, struct landlock_failure *failure);

/* Holds this process, and whatever it starts, to the ruleset for ever. Needs no_new_privs. False with errno. */
bool enter_ruleset(int ruleset);

#endif
