/* The records of the spec that are about Landlock. Pure. */
#include "spec_landlock.h"
#include "operands.h"

#include <string.h>

static bool refuse(struct complaint *complaint, const char *what, const char *subject) {
  *complaint = (struct complaint){what, subject};
  return false;
}

bool close_by_landlock(struct landlock_plan *plan, const char *keyword, const char *const *operands,
                       struct complaint *complaint) {
  uint64_t *const masks[] = {&plan->handled_fs, &plan->handled_net, &plan->scoped};
  if (plan->given) return refuse(complaint, "given twice", keyword);
  for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++)
    if (!read_decimal(operands[i], 0, UINT64_MAX, masks[i])) return refuse(complaint, "not a number", operands[i]);
  plan->given = (plan->handled_fs | plan->handled_net | plan->scoped) != 0;
  return plan->given || refuse(complaint, "nothing is closed by", keyword);
}

/* A rule leaves open only what is closed; the kernel takes no other. */
static bool read_access(const char *text, uint64_t handled, uint64_t *access) {
  return read_decimal(text, 1, UINT64_MAX, access) && (*access & ~handled) == 0;
}

static bool read_rule(const struct landlock_plan *plan, const char *keyword, const char *const *operands,
                      struct landlock_rule *rule, struct complaint *complaint) {
  const bool is_port = strcmp(keyword, "landlock-port") == 0;
  const uint64_t handled = is_port ? plan->handled_net : plan->handled_fs;
  if (!read_access(operands[0], handled, &rule->access))
    return refuse(complaint, "not a part of what landlock closes", operands[0]);
  if (is_port) return read_decimal(operands[1], 0, UINT16_MAX, &rule->port) || refuse(complaint, "not a port", operands[1]);
  rule->path = operands[1];
  rule->if_present = strcmp(keyword, "landlock-path-if-present") == 0;
  if (strcmp(rule->path, "/") == 0 || is_absolute(rule->path)) return true;
  return refuse(complaint, "not a plain absolute path", rule->path);
}

bool add_exception(struct landlock_plan *plan, const char *keyword, const char *const *operands, bool storing,
                   struct complaint *complaint) {
  if (!plan->given) return refuse(complaint, "landlock missing before", keyword);
  if (strcmp(keyword, "landlock-streams") == 0) {
    if (plan->streams) return refuse(complaint, "given twice", keyword);
    plan->streams = true;
    return true;
  }
  struct landlock_rule rule = {.path = NULL};
  if (!read_rule(plan, keyword, operands, &rule, complaint)) return false;
  if (storing) plan->rules[plan->rule_count] = rule;
  plan->rule_count++;
  return true;
}
