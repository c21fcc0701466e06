/* Which descriptors are open: nothing that was not asked for passes through. */
#ifndef SANDBOX_DESCRIPTORS_H
#define SANDBOX_DESCRIPTORS_H

#include <stdbool.h>

/* Reads a decimal number. False when TEXT is anything else. */
bool parse_number(const char *text, int *number);

/* Reads a decimal descriptor number, at least 2. False when TEXT is anything else. */
bool parse_descriptor(const char *text, int *descriptor);

/* Closes FIRST to LAST, both included. False with errno when it cannot be sure that they are closed. */
bool close_range_from(unsigned first, unsigned last);

/* Makes /dev/null of every closed standard stream. False with errno on failure.
   THREAT: whatever the launcher or we open next takes the lowest free number, and 0, 1 and 2 are passed on: with
   a closed standard input bubblewrap has handed the command a directory of the host as descriptor 0. */
bool occupy_standard_streams(void);

/* Leaves 0, 1, 2, FIRST and SECOND (the greater one) open and nothing else. Fails the set-up otherwise. */
void keep_only(int first, int second);

/* Raises the soft limit of open files to the hard one for our own work. */
void raise_descriptor_limit(void);

/* Gives the command the limit that the caller had. False with errno on failure. */
bool restore_descriptor_limit(void);

#endif
