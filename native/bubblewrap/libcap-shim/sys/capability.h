/* Declares the three functions of libcap that bubblewrap calls, so that building it needs no libcap. */
#ifndef SANDBOX_LIBCAP_SHIM_H
#define SANDBOX_LIBCAP_SHIM_H

#include <linux/capability.h>

typedef int cap_value_t;

/* Finds a capability by its name, in either case, "cap_" included. Returns 0, or -1 with errno EINVAL. */
int cap_from_name (const char *name, cap_value_t *value);

/* The kernel's own calls, which the C library does not declare. */
int capget (cap_user_header_t header, cap_user_data_t sets);
int capset (cap_user_header_t header, const cap_user_data_t sets);

#endif
