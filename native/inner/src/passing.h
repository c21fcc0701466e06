/* Hands open descriptors from one process to another. */
#ifndef SANDBOX_PASSING_H
#define SANDBOX_PASSING_H

#include <stdbool.h>
#include <stddef.h>

/* Sends DESCRIPTOR through the socket CHANNEL, with SIZE bytes of TEXT, at least one. False with errno. */
bool send_descriptor(int channel, const char *text, size_t size, int descriptor);

/* Waits for a byte of CHANNEL. False when there will be none. */
bool await_byte(int channel);

/* What came with the next byte of CHANNEL, closed on exec; -1 with errno when that was no descriptor. */
int receive_descriptor(int channel);

#endif
