/* Ends the program when the sandbox cannot be set up: nothing runs unless everything was done. */
#ifndef SANDBOX_FAILURE_H
#define SANDBOX_FAILURE_H

enum {
  EXIT_SETUP_FAILED = 125,
  EXIT_NOT_EXECUTABLE = 126,
  EXIT_NOT_FOUND = 127,
};

/* Record the reason where the supervisor reads it (or on stderr when that fails) and exit 125. */
_Noreturn void setup_failed(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, with the text of errno after it. */
_Noreturn void setup_failed_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
