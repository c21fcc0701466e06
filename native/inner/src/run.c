/* PID 1 inside the namespaces: performs the spec, then supervises the command. */
#include "run.h"
#include "capabilities.h"
#include "connections.h"
#include "failure.h"
#include "keyring.h"
#include "listener.h"
#include "mounts.h"
#include "namespace.h"
#include "stage.h"
#include "streams.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

static void close_in(struct spec *spec) {
  const bool may_map_root = require_no_privilege();
  /* Also without mounts when CAP_SETFCAP is held: only there may the bounding set be emptied. */
  const bool own_namespace = mounts_anything(spec) || may_map_root;
  check_expectations(spec);
  if (own_namespace) enter_own_namespace(spec->nested_namespaces);
  if (mounts_anything(spec)) perform_mounts(spec);
  if (own_namespace) forbid_mount_namespaces();
  drop_all_privilege(own_namespace);
  leave_session_keyring();
  die_with_parent();
  protect_stage();
  enter_place(spec);
}

int run(const char *spec_descriptor, const char *leash_descriptor, char **stream_notes) {
  static struct spec spec;
  struct listener_failure listener = {NULL, 0};
  /* Before the stage begins: that closes what it does not know. */
  if (*stream_notes != NULL && is_listener(*stream_notes)) listener = hand_out_listener(*stream_notes++);
  begin_stage(spec_descriptor, leash_descriptor, &spec);
  if (listener.what != NULL) {
    errno = listener.error;
    setup_failed_errno("cannot %s", listener.what);
  }
  size_t notes = 0;
  while (stream_notes[notes] != NULL) notes++;
  close_in(&spec);
  reopen_streams(stream_notes, notes);
  /* After the masks and the streams: rules hold for the files that are there now. */
  prepare_landlock(&spec);
  prepare_connections(&spec);
  return run_command(&spec);
}
