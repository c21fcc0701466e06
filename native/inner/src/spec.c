/* The language of the spec: NUL-terminated strings, `sandbox-inner 1`, records, `end`. Pure: no system calls.
   It is read twice: once to check and count, then, into arrays of the right size, to store. */
#include "spec.h"
#include "operands.h"
#include "spec_landlock.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HOLE_ENTRIES_MAX = 100000 };

struct parser {
  const char *next;
  const char *end;
  struct spec *spec;
  struct complaint *complaint;
  /* Mount points of the last hole that have not been named yet. */
  size_t entries_due;
  bool storing;
};

struct keyword {
  const char *name;
  size_t operands;
  bool (*take)(struct parser *parser, const struct keyword *keyword, const char *const *operands);
  enum operation_kind kind;
  bool if_present;
};

enum { OPERANDS_MAX = 3 };

static bool refuse(struct parser *parser, const char *what, const char *subject) {
  *parser->complaint = (struct complaint){what, subject};
  return false;
}

/* The next string, or NULL when the text ends before a NUL. */
static const char *take_string(struct parser *parser) {
  const char *const start = parser->next;
  const char *const nul = memchr(start, '\0', (size_t)(parser->end - start));
  if (nul == NULL) return NULL;
  parser->next = nul + 1;
  return start;
}

static bool take_cwd(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  if (parser->spec->cwd != NULL) return refuse(parser, "given twice", keyword->name);
  if (strcmp(operands[0], "/") != 0 && !is_absolute(operands[0]))
    return refuse(parser, "not a plain absolute path", operands[0]);
  parser->spec->cwd = operands[0];
  return true;
}

static bool take_env(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  (void)keyword;
  const char *const equals = strchr(operands[0], '=');
  if (equals == NULL || equals == operands[0]) return refuse(parser, "not NAME=VALUE", operands[0]);
  struct spec *const spec = parser->spec;
  if (parser->storing) spec->environment[spec->environment_count] = (char *)(uintptr_t)operands[0];
  spec->environment_count++;
  return true;
}

static bool take_arg(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  (void)keyword;
  struct spec *const spec = parser->spec;
  if (spec->argument_count == 0 && operands[0][0] == '\0') return refuse(parser, "empty program name", NULL);
  if (parser->storing) spec->arguments[spec->argument_count] = (char *)(uintptr_t)operands[0];
  spec->argument_count++;
  return true;
}

/* What is said of the whole run, at most once. */
static bool take_switch(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  (void)operands;
  struct spec *const spec = parser->spec;
  const bool is_terminal = strcmp(keyword->name, "terminal") == 0;
  const bool is_network = strcmp(keyword->name, "host-network") == 0;
  bool *const said = is_terminal ? &spec->terminal : is_network ? &spec->host_network : &spec->nested_namespaces;
  if (*said) return refuse(parser, "given twice", keyword->name);
  *said = true;
  return true;
}

static bool take_limit(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  (void)keyword;
  static const struct {
    const char *name;
    uint64_t minimum;
    uint64_t maximum;
  } known[LIMITS] = {
      [LIMIT_MEMORY] = {"memory", 1, INT64_MAX},  [LIMIT_PROCESSES] = {"processes", 1, 1000000000},
      [LIMIT_FILES] = {"files", 0, INT64_MAX},    [LIMIT_CPU] = {"cpu", 1, 1000000000},
      [LIMIT_CORE] = {"core", 0, INT64_MAX},
  };
  for (size_t kind = 0; kind < LIMITS; kind++) {
    if (strcmp(known[kind].name, operands[0]) != 0) continue;
    struct limit *const limit = &parser->spec->limits[kind];
    if (limit->given) return refuse(parser, "limited twice", operands[0]);
    limit->given = true;
    return read_decimal(operands[1], known[kind].minimum, known[kind].maximum, &limit->value) ||
           refuse(parser, "not a possible limit", operands[1]);
  }
  return refuse(parser, "unknown limit", operands[0]);
}

static bool take_seccomp(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  struct spec *const spec = parser->spec;
  if (spec->filter_count == FILTERS_MAX) return refuse(parser, "given too often", keyword->name);
  if (!is_filter(operands[0])) return refuse(parser, "not 1 to 4096 instructions in hexadecimal after", keyword->name);
  spec->filters[spec->filter_count++] = operands[0];
  return true;
}

static bool take_socket(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  if (!is_absolute(operands[0])) return refuse(parser, "not a plain absolute path", operands[0]);
  struct spec *const spec = parser->spec;
  const bool pinned = strcmp(keyword->name, "socket-pinned") == 0;
  if (parser->storing) spec->sockets[spec->socket_count] = (struct listed_socket){operands[0], pinned, -1};
  spec->socket_count++;
  return true;
}

static bool take_landlock(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  return close_by_landlock(&parser->spec->landlock, keyword->name, operands, parser->complaint);
}

static bool take_exception(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  return add_exception(&parser->spec->landlock, keyword->name, operands, parser->storing, parser->complaint);
}

static bool add_operation(struct parser *parser, struct operation operation) {
  if (!is_absolute(operation.path)) return refuse(parser, "not a plain absolute path", operation.path);
  struct spec *const spec = parser->spec;
  operation.prepared = -1;
  if (parser->storing) spec->operations[spec->operation_count] = operation;
  spec->operation_count++;
  return true;
}

static bool take_mount(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  return add_operation(
      parser, (struct operation){.kind = keyword->kind, .if_present = keyword->if_present, .path = operands[0]});
}

static bool take_attach(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  const bool read_only = strcmp(operands[1], "ro") == 0;
  if (!read_only && strcmp(operands[1], "rw") != 0) return refuse(parser, "neither rw nor ro", operands[1]);
  return add_operation(
      parser, (struct operation){.kind = keyword->kind, .read_only = read_only, .path = operands[0]});
}

static bool take_expect(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  struct operation operation = {.kind = keyword->kind, .path = operands[0]};
  /* Any number that the kernel may give. */
  if (!read_decimal(operands[1], 0, UINT64_MAX, &operation.device)) return refuse(parser, "not a number", operands[1]);
  if (!read_decimal(operands[2], 0, UINT64_MAX, &operation.inode)) return refuse(parser, "not a number", operands[2]);
  return add_operation(parser, operation);
}

static bool take_hole(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  uint64_t count;
  if (!read_decimal(operands[1], 0, HOLE_ENTRIES_MAX, &count))
    return refuse(parser, "not a count up to 100000", operands[1]);
  parser->entries_due = count;
  return add_operation(parser, (struct operation){.kind = keyword->kind,
                                                  .path = operands[0],
                                                  .first_entry = parser->spec->entry_count,
                                                  .entry_count = count});
}

static bool take_entry(struct parser *parser, const struct keyword *keyword, const char *const *operands) {
  if (parser->entries_due == 0) return refuse(parser, "outside a hole", keyword->name);
  if (!is_canonical(operands[0])) return refuse(parser, "not a plain relative path", operands[0]);
  struct spec *const spec = parser->spec;
  const bool directory = strcmp(keyword->name, "hole-dir") == 0;
  if (parser->storing) spec->entries[spec->entry_count] = (struct hole_entry){operands[0], directory};
  spec->entry_count++;
  parser->entries_due--;
  return true;
}

static const struct keyword keywords[] = {
    {"cwd", 1, take_cwd, 0, false},
    {"env", 1, take_env, 0, false},
    {"arg", 1, take_arg, 0, false},
    {"terminal", 0, take_switch, 0, false},
    {"nested-namespaces", 0, take_switch, 0, false},
    {"host-network", 0, take_switch, 0, false},
    {"limit", 2, take_limit, 0, false},
    {"seccomp", 1, take_seccomp, 0, false},
    {"socket", 1, take_socket, 0, false},
    {"socket-pinned", 1, take_socket, 0, false},
    {"landlock", 3, take_landlock, 0, false},
    {"landlock-streams", 0, take_exception, 0, false},
    {"landlock-path", 2, take_exception, 0, false},
    {"landlock-path-if-present", 2, take_exception, 0, false},
    {"landlock-port", 2, take_exception, 0, false},
    {"pin", 1, take_mount, OPERATION_PIN, false},
    {"pin-link", 1, take_mount, OPERATION_PIN_LINK, false},
    {"attach", 2, take_attach, OPERATION_ATTACH, false},
    {"readonly", 1, take_mount, OPERATION_READONLY, false},
    {"readonly-if-present", 1, take_mount, OPERATION_READONLY, true},
    {"hide", 1, take_mount, OPERATION_HIDE, false},
    {"hide-if-present", 1, take_mount, OPERATION_HIDE, true},
    {"guard", 1, take_mount, OPERATION_GUARD, false},
    {"hole", 2, take_hole, OPERATION_HOLE, false},
    {"hole-dir", 1, take_entry, 0, false},
    {"hole-file", 1, take_entry, 0, false},
    {"expect", 3, take_expect, OPERATION_EXPECT, false},
};

static const struct keyword *find_keyword(const char *name) {
  for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
    if (strcmp(keywords[i].name, name) == 0) return &keywords[i];
  return NULL;
}

static bool take_record(struct parser *parser, const char *name) {
  const struct keyword *const keyword = find_keyword(name);
  if (keyword == NULL) return refuse(parser, "unknown keyword", name);
  if (parser->entries_due > 0 && keyword->take != take_entry)
    return refuse(parser, "mount points missing before", name);
  /* THREAT: the command is what others chose the words of. Whatever it holds, it says nothing of what encloses it. */
  const bool is_command = keyword->take == take_env || keyword->take == take_arg;
  if (!is_command && parser->spec->environment_count + parser->spec->argument_count > 0)
    return refuse(parser, "after the command", name);
  const char *operands[OPERANDS_MAX];
  for (size_t i = 0; i < keyword->operands; i++) {
    operands[i] = take_string(parser);
    if (operands[i] == NULL) return refuse(parser, "operand missing after", name);
  }
  return keyword->take(parser, keyword, operands);
}

static bool check_complete(struct parser *parser) {
  if (parser->next != parser->end) return refuse(parser, "something follows", "end");
  if (parser->entries_due > 0) return refuse(parser, "mount points missing before", "end");
  if (parser->spec->cwd == NULL) return refuse(parser, "missing", "cwd");
  if (parser->spec->argument_count == 0) return refuse(parser, "missing", "arg");
  return true;
}

static bool take_records(struct parser *parser) {
  const char *word = take_string(parser);
  if (word == NULL || strcmp(word, "sandbox-inner 1") != 0) return refuse(parser, "not a spec of version 1", NULL);
  while ((word = take_string(parser)) != NULL) {
    if (strcmp(word, "end") == 0) return check_complete(parser);
    if (!take_record(parser, word)) return false;
  }
  return refuse(parser, "cut off before", "end");
}

/* Arrays of the counted sizes; the counts start again at 0 for the second reading. */
static bool allocate(struct spec *spec) {
  char **const arguments = calloc(spec->argument_count + 2, sizeof *arguments);
  spec->arguments = arguments == NULL ? NULL : arguments + 1;
  spec->environment = calloc(spec->environment_count + 1, sizeof *spec->environment);
  spec->operations = calloc(spec->operation_count + 1, sizeof *spec->operations);
  spec->entries = calloc(spec->entry_count + 1, sizeof *spec->entries);
  spec->sockets = calloc(spec->socket_count + 1, sizeof *spec->sockets);
  struct landlock_rule *const rules = calloc(spec->landlock.rule_count + 1, sizeof *rules);
  spec->landlock = (struct landlock_plan){.rules = rules};
  spec->argument_count = spec->environment_count = spec->operation_count = spec->entry_count = 0;
  spec->socket_count = 0;
  spec->cwd = NULL;
  spec->terminal = false;
  spec->nested_namespaces = false;
  spec->host_network = false;
  memset(spec->limits, 0, sizeof spec->limits);
  spec->filter_count = 0;
  return spec->arguments != NULL && spec->environment != NULL && spec->operations != NULL && spec->entries != NULL &&
         spec->sockets != NULL && rules != NULL;
}

bool parse_spec(const char *bytes, size_t size, struct spec *spec, struct complaint *complaint) {
  memset(spec, 0, sizeof *spec);
  spec->ruleset = -1;
  struct parser parser = {.next = bytes, .end = bytes + size, .spec = spec, .complaint = complaint};
  if (!take_records(&parser)) return false;
  parser.next = bytes;
  parser.storing = true;
  if (allocate(spec) && take_records(&parser)) return true;
  free_spec(spec);
  return refuse(&parser, "too large for memory", NULL);
}

void free_spec(struct spec *spec) {
  if (spec->arguments != NULL) free(spec->arguments - 1);
  free(spec->environment);
  free(spec->operations);
  free(spec->entries);
  free(spec->sockets);
  free(spec->landlock.rules);
  memset(spec, 0, sizeof *spec);
}
