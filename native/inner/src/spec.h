/* The language of the spec: NUL-terminated strings, `sandbox-inner 1`, records, `end`. Pure: no system calls.
   A record is a keyword and its operands; a new keyword is one row of the table in spec.c. */
#ifndef SANDBOX_SPEC_H
#define SANDBOX_SPEC_H

#include "landlock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum operation_kind {
  OPERATION_PIN,
  OPERATION_PIN_LINK,
  OPERATION_ATTACH,
  OPERATION_READONLY,
  OPERATION_HIDE,
  OPERATION_GUARD,
  OPERATION_HOLE,
  OPERATION_EXPECT,
};

/* One mount operation. Strings point into the spec's text. */
struct operation {
  enum operation_kind kind;
  /* attach: set read-only. */
  bool read_only;
  /* A missing path is not an error. */
  bool if_present;
  const char *path;
  /* hole: its mount points, `entry_count` of them from index `first_entry` of the spec's entries. */
  size_t first_entry;
  size_t entry_count;
  /* expect: the mount's root. */
  uint64_t device;
  uint64_t inode;
  /* Taken before any operation ran. attach: the clone; pin: the directory itself. */
  int prepared;
};

struct hole_entry {
  const char *relative;
  bool directory;
};

enum limit_kind {
  LIMIT_MEMORY,
  LIMIT_PROCESSES,
  LIMIT_FILES,
  LIMIT_CPU,
  LIMIT_CORE,
  LIMITS,
};

struct limit {
  bool given;
  uint64_t value;
};

/* A socket of the file system that the command may connect to. */
struct listed_socket {
  /* Absolute, and no component of it is a link. */
  const char *path;
  /* The command could put another in its place: it is the one that was there at the start. */
  bool pinned;
  /* When pinned: that one, open, or -1. */
  int descriptor;
};

/* The kernel takes about as many of the greatest length. */
enum { FILTERS_MAX = 7 };

struct spec {
  const char *cwd;
  /* The command line, NULL at its end. The slot before it, arguments[-1], is free for an interpreter. */
  char **arguments;
  /* NAME=VALUE strings, NULL at the end. */
  char **environment;
  struct operation *operations;
  struct hole_entry *entries;
  size_t argument_count;
  size_t environment_count;
  size_t operation_count;
  size_t entry_count;
  bool terminal;
  bool nested_namespaces;
  /* Its network is the one that the standard streams are from. */
  bool host_network;
  struct limit limits[LIMITS];
  /* System call filters, as hexadecimal digits. */
  const char *filters[FILTERS_MAX];
  size_t filter_count;
  /* When there are any, the command may make sockets of the file system, and connect to these and to its own. */
  struct listed_socket *sockets;
  size_t socket_count;
  struct landlock_plan landlock;
  /* Made from it before the command is forked; -1 without. */
  int ruleset;
};

/* Why a spec was refused: a sentence without subject, and the word it is about (or NULL). */
struct complaint {
  const char *what;
  const char *subject;
};

/* Reads SIZE bytes into SPEC. On success the spec owns six allocations (free_spec); on failure none.
   BYTES is never written to; the spec's strings point into it. */
bool parse_spec(const char *bytes, size_t size, struct spec *spec, struct complaint *complaint);

void free_spec(struct spec *spec);

#endif
