/* Implements the part of libcap that bubblewrap uses, on the kernel's system calls. */
#include <errno.h>
#include <stddef.h>
#include <strings.h>
#include <sys/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In the order of the kernel's numbers, from 0. */
static const char *const names[] = {
  "chown",
  "dac_override",
  "dac_read_search",
  "fowner",
  "fsetid",
  "kill",
  "setgid",
  "setuid",
  "setpcap",
  "linux_immutable",
  "net_bind_service",
  "net_broadcast",
  "net_admin",
  "net_raw",
  "ipc_lock",
  "ipc_owner",
  "sys_module",
  "sys_rawio",
  "sys_chroot",
  "sys_ptrace",
  "sys_pacct",
  "sys_admin",
  "sys_boot",
  "sys_nice",
  "sys_resource",
  "sys_time",
  "sys_tty_config",
  "mknod",
  "lease",
  "audit_write",
  "audit_control",
  "setfcap",
  "mac_override",
  "mac_admin",
  "syslog",
  "wake_alarm",
  "block_suspend",
  "audit_read",
  "perfmon",
  "bpf",
  "checkpoint_restore",
};

int
cap_from_name (const char *name, cap_value_t *value)
{
  if (strncasecmp (name, "cap_", 4) == 0)
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if (strcasecmp (name + 4, names[i]) == 0)
        {
          *value = (cap_value_t) i;
          return 0;
        }
  errno = EINVAL;
  return -1;
}

int
capget (cap_user_header_t header, cap_user_data_t sets)
{
  return (int) syscall (SYS_capget, header, sets);
}

int
capset (cap_user_header_t header, const cap_user_data_t sets)
{
  return (int) syscall (SYS_capset, header, sets);
}
