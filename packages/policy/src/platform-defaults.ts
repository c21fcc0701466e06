/** What `:minimal` stands for on the platforms whose lists are the same on every host. */

import type { Platform } from './paths.js'

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

/**
 * The system paths that `:minimal` makes readable on macOS, in their canonical spelling: what programs of the system
 * read to start at all, and nothing of a user's.
 */
export const MACOS_PLATFORM_DEFAULTS: readonly string[] = [
  '/Library/Apple',
  '/Library/Developer/CommandLineTools',
  '/Library/Preferences/Logging',
  '/System/Cryptexes',
  '/System/Library',
  '/System/Volumes/Preboot/Cryptexes',
  '/System/iOSSupport/System/Library',
  '/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/lib',
  '/private/etc',
  '/private/var/db/DarwinDirectory',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/private/var/select',
  '/sbin',
  '/usr/bin',
  '/usr/lib',
  '/usr/libexec',
  '/usr/local/bin',
  '/usr/local/lib',
  '/usr/sbin',
  '/usr/share',
]

/** The list of a platform. Windows has none of its own. */
export function platformDefaults(platform: Platform): readonly string[] {
  switch (platform) {
    case 'linux':
      return LINUX_PLATFORM_DEFAULTS
    case 'darwin':
      return MACOS_PLATFORM_DEFAULTS
    case 'win32':
      return []
  }
}
