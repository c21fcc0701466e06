/** Who runs the command, and where: all that finding a configuration depends on. */

import { posix, win32 } from 'node:path'
import type { Platform } from './paths.js'

/** See the module. */
export interface PolicyHost {
  /** Absolute working directory. */
  readonly cwd: string
  /** Absolute home directory. */
  readonly home: string
  /** The environment of this process, such as `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: Platform
}

/**
 * The directory of the user's own configuration: `$XDG_CONFIG_HOME/sandbox`, `~/.config/sandbox`, or
 * `%APPDATA%\sandbox`. A relative `XDG_CONFIG_HOME` is ignored, as its specification asks.
 */
export function userConfigDirectory(host: Omit<PolicyHost, 'cwd'>): string {
  if (host.platform === 'win32') {
    const appData = host.environment.APPDATA
    const base =
      appData !== undefined && win32.isAbsolute(appData)
        ? appData
        : win32.join(host.home, 'AppData', 'Roaming')
    return win32.join(base, 'sandbox')
  }
  const configured = host.environment.XDG_CONFIG_HOME
  const base =
    configured !== undefined && posix.isAbsolute(configured) ? configured : posix.join(host.home, '.config')
  return posix.join(base, 'sandbox')
}

/**
 * Every directory where a run of this user may look for the configuration: the one of this environment, and the one
 * without anything set. A command that could write the other one would decide about the next run.
 */
export function configDirectories(host: Omit<PolicyHost, 'cwd'>): readonly string[] {
  return [...new Set([userConfigDirectory(host), userConfigDirectory({ ...host, environment: {} })])]
}

/** The temporary directory the environment names, if any. */
export function temporaryDirectory(host: Pick<PolicyHost, 'environment' | 'platform'>): string | undefined {
  const { environment } = host
  return host.platform === 'win32' ? (environment.TEMP ?? environment.TMP) : environment.TMPDIR
}

/** Where the administrator's limits are. */
export function managedPolicyFile(platform: Platform): string {
  switch (platform) {
    case 'linux':
      return '/etc/sandbox/requirements.toml'
    case 'darwin':
      return '/Library/Application Support/sandbox/requirements.toml'
    case 'win32':
      // THREAT: a person may set ProgramData for one process; the usual place cannot be argued away.
      return 'C:\\ProgramData\\sandbox\\requirements.toml'
  }
}
