/* Passes the command's output on and counts it: only when it is limited, because the command then writes to pipes. */
#ifndef SANDBOX_RELAY_H
#define SANDBOX_RELAY_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum { OUTPUTS = 2 };

/* Standard output and standard error, in this order. */
struct relay {
  bool active;
  /* Where the signals arrive that interrupt it. */
  int signals;
  /* Bytes that may still be passed on; more have come when EXCEEDED is set. */
  uint64_t left;
  bool exceeded;
  /* Why output was lost that somebody waits for, as when the disk is full; 0 while none is. */
  int lost;
  /* What the command writes to, and what comes out of it; -1 when the reader has gone. */
  int writers[OUTPUTS];
  int readers[OUTPUTS];
};

/* LIMIT is a number of bytes, or `-` for no relay at all. AWAITED are blocked. False with errno on failure. */
bool begin_relay(const char *limit, const sigset_t *awaited, struct relay *relay);

/* In the process that becomes the launcher. False with errno on failure. */
bool use_relay(const struct relay *relay);

/* In the process that passes on, once the other one was made. */
void keep_readers(const struct relay *relay);

/* Passes on until an awaited signal is pending, or the limit exceeded. */
void relay_until_signal(struct relay *relay);

/* Passes on what is in the pipes already. */
void end_relay(struct relay *relay);

#endif
