/* Connects standard streams with a host, through the egress proxy: what ssh calls a ProxyCommand. */
#ifndef SANDBOX_CONNECT_H
#define SANDBOX_CONNECT_H

/* Runs inside the sandbox, as a part of the command. Finds the proxy in HTTPS_PROXY. Returns the exit code: 0 after
   the other side has ended the connection, 1 when there was none; then the reason stands on standard error. */
int connect_streams(const char *host, const char *port);

#endif
