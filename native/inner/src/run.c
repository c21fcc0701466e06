/* PID 1 inside the namespaces: performs the spec, then supervises the command. */
#include "run.h"
#include "capabilities.h"
#include "child.h"
#include "descriptors.h"
#include "failure.h"
#include "keyring.h"
#include "leash.h"
#include "mounts.h"
#include "namespace.h"
#include "resource_limits.h"
#include "spec.h"
#include "spec_file.h"
#include "streams.h"
#include "supervise.h"
#include "terminal.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void read_spec(int descriptor, struct spec *spec) {
  const struct spec_text text = load_spec(descriptor);
  struct complaint complaint = {NULL, NULL};
  if (parse_spec(text.bytes, text.size, spec, &complaint)) return;
  if (complaint.subject == NULL) setup_failed("bad spec: %s", complaint.what);
  setup_failed("bad spec: %s: %s", complaint.what, complaint.subject);
}

static void confine(struct spec *spec) {
  const bool may_map_root = require_no_privilege();
  /* Also without mounts when CAP_SETFCAP is held: only there may the bounding set be emptied. */
  const bool own_namespace = mounts_anything(spec) || may_map_root;
  check_expectations(spec);
  if (own_namespace) enter_own_namespace();
  if (mounts_anything(spec)) perform_mounts(spec);
  drop_all_privilege(own_namespace);
  leave_session_keyring();
  die_with_parent();
  /* THREAT: the command has our user id. Undumpable, we cannot be traced, nor our descriptors be opened
     through /proc: it cannot write status records in our name. */
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) setup_failed_errno("cannot protect the stage from its command");
  if (chdir(spec->cwd) != 0) setup_failed_errno("cannot enter the working directory %s", spec->cwd);
  require_countable_processes(spec);
  if (spec->terminal) forbid_terminal_injection();
}

static int report_not_executed(const struct spec *spec, const struct child_failure *failure) {
  const struct program_failure program = failure->program;
  static const char *const steps[] = {
      [CHILD_PREPARES] = "prepare the command",
      [CHILD_LIMITS] = "limit the command",
      [CHILD_FILTERS] = "install the system call filters",
  };
  if (failure->step != CHILD_EXECUTES)
    setup_failed("cannot %s: %s", steps[failure->step], strerror(program.error));
  const char *reason = strerror(program.error);
  if (program.trouble == PROGRAM_NOT_FOUND && strchr(spec->arguments[0], '/') == NULL) reason = "not found in PATH";
  if (program.trouble == PROGRAM_WITHOUT_INTERPRETER) reason = "the interpreter it names is missing";
  static char message[PATH_MAX + 128];
  char number[16];
  if (snprintf(message, sizeof message, "%s: %s", spec->arguments[0], reason) < 0) message[0] = '\0';
  if (snprintf(number, sizeof number, "%d", program.error) < 0) number[0] = '\0';
  const char *const record[] = {"exec-failed", number, message};
  if (!append_status(record, 3)) (void)dprintf(STDERR_FILENO, "sandbox: %s\n", message);
  return program.trouble == PROGRAM_NOT_FOUND ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}

int run(const char *spec_descriptor, const char *leash_descriptor, char **stream_notes) {
  static struct spec spec;
  int descriptor;
  int leash;
  if (!parse_descriptor(spec_descriptor, &descriptor) || descriptor == STDERR_FILENO)
    setup_failed("not a descriptor for the spec: %s", spec_descriptor);
  if (!parse_descriptor(leash_descriptor, &leash) || leash <= descriptor)
    setup_failed("not a descriptor for the leash: %s", leash_descriptor);
  block_signals();
  keep_only(descriptor, leash);
  read_spec(descriptor, &spec);
  watch_leash(leash);
  raise_descriptor_limit();
  size_t notes = 0;
  while (stream_notes[notes] != NULL) notes++;
  confine(&spec);
  reopen_streams(stream_notes, notes);
  /* Before the command can do anything that is seen: from here on a signal is for the command. A record of a
     failed execution after this one takes it back. */
  const char *const started[] = {"started"};
  if (!append_status(started, 1)) setup_failed_errno("cannot record the start of the command");
  struct child_failure failure;
  const pid_t command = start_command(&spec, &failure);
  if (command == 0) return report_not_executed(&spec, &failure);
  return supervise(command, &spec);
}
