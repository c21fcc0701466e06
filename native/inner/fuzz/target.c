/* One input for the parser: whatever the bytes are, it ends, stays inside them, and what it accepts is sound. */
#include "operands.h"
#include "spec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

static void require_inside(const char *text, const char *bytes, size_t size) {
  require(text >= bytes && text < bytes + size);
  require(memchr(text, '\0', (size_t)(bytes + size - text)) != NULL);
}

/* Independent of the parser's own check. */
static void require_plain(const char *path, bool absolute) {
  require(path[0] != '\0' && (path[0] == '/') == absolute);
  require(strstr(path, "//") == NULL && path[strlen(path) - 1] != '/');
  char *const framed = malloc(strlen(path) + 3);
  require(framed != NULL);
  framed[0] = '/';
  strcpy(framed + 1, absolute ? path + 1 : path);
  strcat(framed, "/");
  require(strstr(framed, "/../") == NULL && strstr(framed, "/./") == NULL);
  free(framed);
}

static void require_sound_operations(const struct spec *spec, const char *bytes, size_t size) {
  for (size_t i = 0; i < spec->operation_count; i++) {
    const struct operation *const operation = &spec->operations[i];
    require_inside(operation->path, bytes, size);
    require_plain(operation->path, true);
    require(operation->entry_count <= spec->entry_count);
    require(operation->first_entry <= spec->entry_count - operation->entry_count);
  }
  for (size_t i = 0; i < spec->entry_count; i++) {
    require_inside(spec->entries[i].relative, bytes, size);
    require_plain(spec->entries[i].relative, false);
  }
}

static void require_sound_limits(const struct spec *spec, const char *bytes, size_t size) {
  static unsigned char program[FILTER_INSTRUCTIONS_MAX * FILTER_INSTRUCTION_SIZE];
  for (size_t kind = 0; kind < LIMITS; kind++) {
    require(spec->limits[kind].value <= INT64_MAX);
    require(spec->limits[kind].given || spec->limits[kind].value == 0);
  }
  require(!spec->limits[LIMIT_CPU].given || spec->limits[LIMIT_CPU].value > 0);
  require(spec->filter_count <= FILTERS_MAX);
  for (size_t i = 0; i < spec->filter_count; i++) {
    require_inside(spec->filters[i], bytes, size);
    const size_t count = decode_filter(spec->filters[i], program);
    require(count > 0 && count <= FILTER_INSTRUCTIONS_MAX && strlen(spec->filters[i]) == count * 16);
  }
}

static void require_sound_landlock(const struct landlock_plan *plan, const char *bytes, size_t size) {
  require(plan->given == ((plan->handled_fs | plan->handled_net | plan->scoped) != 0));
  require(plan->given || (plan->rule_count == 0 && !plan->streams));
  for (size_t i = 0; i < plan->rule_count; i++) {
    const struct landlock_rule *const rule = &plan->rules[i];
    require(rule->access != 0 && rule->port <= UINT16_MAX);
    require((rule->access & ~(rule->path == NULL ? plan->handled_net : plan->handled_fs)) == 0);
    if (rule->path == NULL) continue;
    require_inside(rule->path, bytes, size);
    if (strcmp(rule->path, "/") != 0) require_plain(rule->path, true);
  }
}

static void require_sound(const struct spec *spec, const char *bytes, size_t size) {
  require(spec->argument_count > 0 && spec->arguments[0][0] != '\0');
  require(spec->arguments[spec->argument_count] == NULL && spec->environment[spec->environment_count] == NULL);
  require_inside(spec->cwd, bytes, size);
  if (strcmp(spec->cwd, "/") != 0) require_plain(spec->cwd, true);
  for (size_t i = 0; i < spec->argument_count; i++) require_inside(spec->arguments[i], bytes, size);
  for (size_t i = 0; i < spec->environment_count; i++) require(strchr(spec->environment[i], '=') != NULL);
  require_sound_operations(spec, bytes, size);
  require_sound_limits(spec, bytes, size);
  require_sound_landlock(&spec->landlock, bytes, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  /* Of exactly this size, so that the address sanitizer sees one byte too many. */
  char *const bytes = malloc(size + (size == 0));
  require(bytes != NULL);
  memcpy(bytes, input, size);
  struct spec spec;
  struct complaint complaint = {NULL, NULL};
  if (parse_spec(bytes, size, &spec, &complaint)) {
    require_sound(&spec, bytes, size);
    free_spec(&spec);
  } else {
    require(complaint.what != NULL);
    if (complaint.subject != NULL) require(strlen(complaint.subject) <= size + sizeof "landlock-path-if-present");
  }
  free(bytes);
  return 0;
}
