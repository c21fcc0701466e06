/* sandbox-inner: picks the role that the first argument names. The second is the version of its arguments. */
#include "confine.h"
#include "connect.h"
#include "failure.h"
#include "landlock.h"
#include "launch.h"
#include "run.h"

#include <stdio.h>
#include <string.h>

static int usage(void) {
  fputs("usage: sandbox-inner launch 1 LAST_FD PARENT OUTPUT CGROUP_FD SPEC_FD FILE ARGV0 [ARG...]\n"
        "       sandbox-inner run 1 SPEC_FD LEASH_FD [listener=CHANNEL_FD:PORT] [STREAM=FILE...]\n"
        "       sandbox-inner confine 1 SPEC_FD LEASH_FD [STREAM=FILE...]\n"
        "       sandbox-inner landlock 1\n"
        "       sandbox-inner connect HOST PORT\n",
        stderr);
  return EXIT_SETUP_FAILED;
}

int main(int argc, char **argv) {
  /* People write this one into ssh's configuration, so it has no version. */
  if (argc == 4 && strcmp(argv[1], "connect") == 0) return connect_streams(argv[2], argv[3]);
  if (argc < 3 || strcmp(argv[2], "1") != 0) return usage();
  if (strcmp(argv[1], "launch") == 0 && argc >= 10)
    return launch(argv[3], argv[4], argv[5], argv[6], argv[7], argv[8], argv + 9);
  if (strcmp(argv[1], "run") == 0 && argc >= 5) return run(argv[3], argv[4], argv + 5);
  if (strcmp(argv[1], "confine") == 0 && argc >= 5) return confine(argv[3], argv[4]);
  if (strcmp(argv[1], "landlock") == 0 && argc == 3) return printf("%d\n", landlock_abi()) > 0 ? 0 : EXIT_SETUP_FAILED;
  return usage();
}
