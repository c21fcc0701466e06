/* The stage for hosts without namespaces: confines the command with Landlock and filters, then supervises it.

   It is an ordinary process among the user's others. So it does itself what ends with a PID namespace elsewhere: what
   the command leaves behind becomes its child, and is killed. When this stage is killed, `launch` does the same.
   It asks for no death signal: that would kill it before it could.

   Standard streams that are files stay as they are: there is no other mount to open a file through, and what /proc/self/fd leads to
   is opened by Landlock's rules. */
#include "confine.h"
#include "capabilities.h"
#include "descendants.h"
#include "failure.h"
#include "keyring.h"
#include "stage.h"

#include <unistd.h>

/* THREAT: Landlock is also what keeps the command from tracing us and `launch`, who have its user id. */
static void require_confinement(const struct spec *spec) {
  if (spec->operation_count > 0)
    setup_failed("bad spec: there is no mount namespace to change for: %s", spec->operations[0].path);
  if (spec->socket_count > 0)
    setup_failed("bad spec: there is no network namespace to tell whose socket it is: %s", spec->sockets[0].path);
  if (!spec->landlock.given) setup_failed("bad spec: missing: landlock");
}

/* THREAT: in the session of the user's terminal the command could type into it, by /dev/tty. */
static void leave_terminal(void) {
  if (getsid(0) != getpid() && setsid() < 0) setup_failed_errno("cannot leave the session of the caller");
}

int confine(const char *spec_descriptor, const char *leash_descriptor) {
  static struct spec spec;
  begin_stage(spec_descriptor, leash_descriptor, &spec);
  require_confinement(&spec);
  if (!spec.terminal) leave_terminal();
  give_up_privilege();
  leave_session_keyring();
  protect_stage();
  adopt_descendants();
  enter_place(&spec);
  prepare_landlock(&spec);
  return run_command(&spec);
}
