/* Ends the program when the sandbox cannot be set up: nothing runs unless everything was done. */
#include "failure.h"
#include "spec_file.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE_MAX = 2 * PATH_MAX + 256 };

static _Noreturn void give_up(const char *message) {
  const char *const record[] = {"setup-failed", message};
  if (!append_status(record, 2)) (void)dprintf(STDERR_FILENO, "sandbox: %s\n", message);
  _exit(EXIT_SETUP_FAILED);
}

void setup_failed(const char *format, ...) {
  char message[MESSAGE_MAX];
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(message, sizeof message, format, arguments) < 0) message[0] = '\0';
  va_end(arguments);
  give_up(message);
}

void setup_failed_errno(const char *format, ...) {
  const int error = errno;
  char message[MESSAGE_MAX];
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(message, sizeof message, format, arguments) < 0) message[0] = '\0';
  va_end(arguments);
  const size_t used = strlen(message);
  if (snprintf(message + used, sizeof message - used, ": %s", strerror(error)) < 0) message[used] = '\0';
  give_up(message);
}
