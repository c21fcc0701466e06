/* The file that the supervisor shares with us: it holds the spec, and our status records after it. */
#ifndef SANDBOX_SPEC_FILE_H
#define SANDBOX_SPEC_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct spec_text {
  const char *bytes;
  size_t size;
};

/* Reads the whole file into private memory, so that a later change of the file changes nothing here.
   Fails the set-up unless it is a regular file, open for reading and writing, of at most 64 MiB. */
struct spec_text load_spec(int descriptor);

/* Appends to records that another process has left, which has ended. False with errno on failure. */
bool resume_status(int descriptor);

/* Appends one record: COUNT strings, each with its NUL. False when it could not be written completely. */
bool append_status(const char *const *strings, size_t count);

#endif
