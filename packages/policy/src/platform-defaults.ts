/** What `:minimal` stands for on the platform whose list is the same on every host. */

/** The system paths that `:minimal` makes readable on Linux, where they exist. */
export const LINUX_PLATFORM_DEFAULTS: readonly string[] = [
  '/bin',
  '/etc',
  '/lib',
  '/lib64',
  '/nix/store',
  '/run/current-system/sw',
  '/sbin',
  '/usr',
]
