/* The system calls that the C libraries lack or declare differently. Each returns -1 with errno on failure. */
#ifndef SANDBOX_SYSTEM_H
#define SANDBOX_SYSTEM_H

#include <linux/mount.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

/* Opens PATH only to name it. No component of it, the last one included, is followed when it is a link. */
int open_unfollowed(const char *path);

/* The same, open for reading. */
int open_for_reading(const char *path);

/* Opens NAME, beneath DIRECTORY unless it is absolute, only to name it. Links are followed, but none of those that lead
   to what a process has open. */
int open_without_magic(int directory, const char *name);

/* A detached copy of the mount at DESCRIPTOR; FLAGS may hold AT_RECURSIVE. */
int clone_mount(int descriptor, unsigned flags);

/* Attaches the detached mount MOUNT at the place that TARGET names. */
int attach_mount(int mount, int target);

/* Sets attributes (MOUNT_ATTR_…) of the mount at DESCRIPTOR; FLAGS may hold AT_RECURSIVE. */
int set_mount_attributes(int descriptor, uint64_t attributes, unsigned flags);

/* A new, detached, empty tmpfs whose root directory has the mode MODE, such as "0555". */
int new_tmpfs(const char *mode);

/* Makes every mount private, so that nothing propagates in or out. */
int make_mounts_private(void);

/* Detaches the mount at the working directory. */
int detach_working_directory(void);

/* Is DESCRIPTOR the root of a mount? True where the kernel cannot tell (before 5.8). */
bool is_mount_root(int descriptor);

#endif
