/** Turns the `[linux]` table into options. */

import type { LinuxTable } from './document.js'
import type { LinuxOptions } from './profile.js'
import { badValue } from './profile-errors.js'

/** What holds where no file has a `[linux]` table. */
export const DEFAULT_LINUX: LinuxOptions = { launcher: 'auto', allowNestedUserns: false }

/** @throws SandboxError `POLICY_BAD_VALUE` when the launcher is neither a known word nor an absolute path */
export function compileLinux(table: LinuxTable, file: string): LinuxOptions {
  const launcher = table.launcher ?? DEFAULT_LINUX.launcher
  if (!['auto', 'system', 'bundled'].includes(launcher) && !launcher.startsWith('/')) {
    throw badValue(
      { file, keyPath: 'linux.launcher' },
      `${JSON.stringify(launcher)} is not a launcher`,
      'Write auto, system, bundled, or the absolute path of a bubblewrap binary.',
    )
  }
  return {
    launcher,
    allowNestedUserns: table.allow_nested_userns ?? DEFAULT_LINUX.allowNestedUserns,
    ...(table.backend === undefined ? {} : { backend: table.backend }),
  }
}
