/* The one way out of a network namespace of its own: a listener made inside it, served by the process outside. */
#ifndef SANDBOX_LISTENER_H
#define SANDBOX_LISTENER_H

#include <stdbool.h>

/* A phrase for after "cannot", NULL when all went well. */
struct listener_failure {
  const char *what;
  int error;
};

/* Listens on 127.0.0.1 and gives the socket away. NOTE is `listener=CHANNEL:PORT`; CHANNEL is the message channel of a
   Node.js parent. Both descriptors are closed afterwards. */
struct listener_failure hand_out_listener(const char *note);

/* Is it such a note? */
bool is_listener(const char *note);

#endif
