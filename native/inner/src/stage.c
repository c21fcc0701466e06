/* What every stage that supervises a command does, whatever it confines it with. */
#include "stage.h"
#include "child.h"
#include "descriptors.h"
#include "failure.h"
#include "leash.h"
#include "resource_limits.h"
#include "spec_file.h"
#include "stream_sockets.h"
#include "supervise.h"
#include "terminal.h"

#include <errno.h>
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

void begin_stage(const char *spec_descriptor, const char *leash_descriptor, struct spec *spec) {
  int descriptor;
  int leash;
  if (!parse_descriptor(spec_descriptor, &descriptor) || descriptor == STDERR_FILENO)
    setup_failed("not a descriptor for the spec: %s", spec_descriptor);
  if (!parse_descriptor(leash_descriptor, &leash) || leash <= descriptor)
    setup_failed("not a descriptor for the leash: %s", leash_descriptor);
  block_signals();
  keep_only(descriptor, leash);
  read_spec(descriptor, spec);
  if (!spec->host_network) require_bound_streams();
  watch_leash(leash);
  raise_descriptor_limit();
}

void prepare_landlock(struct spec *spec) {
  if (!spec->landlock.given) return;
  struct landlock_failure failure = {NULL, NULL, 0};
  spec->ruleset = make_ruleset(&spec->landlock, &failure);
  if (spec->ruleset >= 0) return;
  errno = failure.error;
  if (failure.subject == NULL) setup_failed_errno("cannot %s", failure.what);
  setup_failed_errno("cannot %s %s", failure.what, failure.subject);
}

void protect_stage(void) {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) setup_failed_errno("cannot protect the stage from its command");
}

void enter_place(const struct spec *spec) {
  if (chdir(spec->cwd) != 0) setup_failed_errno("cannot enter the working directory %s", spec->cwd);
  require_countable_processes(spec);
  if (spec->terminal) forbid_terminal_injection();
}

static int report_not_executed(const struct spec *spec, const struct child_failure *failure) {
  const struct program_failure program = failure->program;
  static const char *const steps[] = {
      [CHILD_PREPARES] = "prepare the command",
      [CHILD_LIMITS] = "limit the command",
      [CHILD_LANDLOCK] = "confine the command with Landlock",
      [CHILD_SOCKETS] = "watch where the command connects to",
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

int run_command(const struct spec *spec) {
  /* Before the command can do anything that is seen: from here on a signal is for the command. A record of a
     failed execution after this one takes it back. */
  const char *const started[] = {"started"};
  if (!append_status(started, 1)) setup_failed_errno("cannot record the start of the command");
  struct child_failure failure;
  const pid_t command = start_command(spec, &failure);
  if (command == 0) return report_not_executed(spec, &failure);
  return supervise(command, spec);
}
