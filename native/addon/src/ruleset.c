/* Makes Landlock rulesets: the numbers come from TypeScript, here they only reach the kernel. */
#include "ruleset.h"
#include "failure.h"
#include "kernel.h"
#include "values.h"

#include <fcntl.h>

/* The kernel's structures, also for headers that know only the first version. A kernel that does not know the last
   fields accepts them as long as they are zero. */
struct ruleset_attributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

struct path_rule {
  uint64_t allowed_access;
  int32_t parent_fd;
} __attribute__((packed));

struct port_rule {
  uint64_t allowed_access;
  uint64_t port;
};

enum { RULE_PATH_BENEATH = 1, RULE_NET_PORT = 2, PORT_MAX = 65535 };

static const uint64_t bits_max = (1ULL << 53) - 1;

/* struct open_how. */
struct open_manner {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};

enum { NO_MAGIC_LINKS = 2, NO_LINKS = 4 };

/* THREAT: a command that ran before may have put a link where the policy named a directory. */
static long open_unfollowed(const char *path) {
  const struct open_manner manner = {.flags = O_PATH | O_CLOEXEC, .resolve = NO_LINKS | NO_MAGIC_LINKS};
  return call4(CALL_OPENAT2, AT_FDCWD, path, &manner, sizeof manner);
}

static bool add_path(napi_env env, struct arena *arena, napi_value rule, int ruleset) {
  uint64_t access;
  char *path;
  if (!read_path(env, arena, rule, "path", &path) || !read_number_property(env, rule, "access", bits_max, &access))
    return false;
  const long descriptor = open_unfollowed(path);
  if (descriptor < 0)
    return throw_failure(env, &(struct failure){"openat2", (int)-descriptor, path});
  const struct path_rule attributes = {access, (int32_t)descriptor};
  const long added = call4(CALL_LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, &attributes, 0);
  call1(SYS_close, descriptor);
  return added == 0 || throw_failure(env, &(struct failure){"landlock_add_rule", (int)-added, path});
}

static bool add_port(napi_env env, struct arena *arena, napi_value rule, int ruleset) {
  (void)arena;
  struct port_rule attributes;
  if (!read_number_property(env, rule, "port", PORT_MAX, &attributes.port) ||
      !read_number_property(env, rule, "access", bits_max, &attributes.allowed_access))
    return false;
  const long added = call4(CALL_LANDLOCK_ADD_RULE, ruleset, RULE_NET_PORT, &attributes, 0);
  return added == 0 || throw_failure(env, &(struct failure){.step = "landlock_add_rule", .error = (int)-added});
}

static bool add_all(napi_env env, struct arena *arena, napi_value description, const char *name, int ruleset,
                    bool (*add)(napi_env, struct arena *, napi_value, int)) {
  napi_value rules, rule;
  uint32_t count;
  if (!read_array(env, description, name, &rules, &count)) return false;
  for (uint32_t i = 0; i < count; i++)
    if (!read_element(env, rules, i, &rule) || !add(env, arena, rule, ruleset)) return false;
  return true;
}

bool make_ruleset(napi_env env, struct arena *arena, napi_value description, int *ruleset) {
  struct ruleset_attributes attributes;
  if (!read_number_property(env, description, "handledAccessFs", bits_max, &attributes.handled_access_fs) ||
      !read_number_property(env, description, "handledAccessNet", bits_max, &attributes.handled_access_net) ||
      !read_number_property(env, description, "scoped", bits_max, &attributes.scoped))
    return false;
  const long made = call3(CALL_LANDLOCK_CREATE_RULESET, &attributes, sizeof attributes, 0);
  if (made < 0)
    return throw_failure(env, &(struct failure){.step = "landlock_create_ruleset", .error = (int)-made});
  *ruleset = (int)made;
  if (add_all(env, arena, description, "paths", *ruleset, add_path) &&
      add_all(env, arena, description, "ports", *ruleset, add_port))
    return true;
  call1(SYS_close, made);
  return false;
}
