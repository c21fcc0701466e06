/* Standard streams that are sockets: handed on only when they lead nowhere else than they do already. */
#ifndef SANDBOX_STREAM_SOCKETS_H
#define SANDBOX_STREAM_SOCKETS_H

/* Fails the set-up when a standard stream is a socket that could be connected to something else, or send there. */
void require_bound_streams(void);

#endif
