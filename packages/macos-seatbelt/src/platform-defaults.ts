/** What `:minimal` stands for on macOS: what programs of the system read to start at all. Nothing of a user's. */

/** Canonical paths. Each counts as a read rule that any other rule may narrow. */
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
