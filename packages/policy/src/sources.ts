/** Reads the configuration files of a session and judges which of them may be believed. */

import { type DiscoveredFiles, discoverFiles } from './discover.js'
import type { PolicyHost } from './host.js'
import { formatOf, type PolicyFile, parsePolicyText } from './parse.js'
import type { LinuxOptions } from './profile.js'
import { linuxOf } from './profiles.js'
import type { PolicyText } from './read-file.js'
import type { PolicyWarning } from './resolved.js'
import { projectHides } from './trust-errors.js'

/** The parsed files of a session, the ones to be believed apart from the one that is not. */
export interface PolicySources {
  /** In the order in which names are looked up. */
  readonly files: readonly PolicyFile[]
  /** The project's file when nobody has trusted it. */
  readonly untrusted: PolicyFile | undefined
  /** Whose `default_permissions` counts, first one first. */
  readonly defaults: readonly PolicyFile[]
  readonly linux: LinuxOptions
  readonly warnings: readonly PolicyWarning[]
}

/**
 * Reads and checks every configuration file there is. `managed` holds the administrator's profiles.
 *
 * @throws SandboxError for a file that cannot be read or understood, trusted or not
 */
export async function readSources(
  host: PolicyHost,
  policyFile: string | undefined,
  managed: PolicyFile | undefined,
): Promise<PolicySources> {
  const found = await discoverFiles(host, policyFile)
  const explicit = await parseFound(found.explicit)
  const user = await parseFound(found.user)
  const project = await parseFound(found.project)
  const trusted = project !== undefined && (await isProjectTrusted(found, host)) ? project : undefined
  // THREAT: a command makes a file in a subdirectory, and there the rules of the project's own no longer count.
  if (project !== undefined && trusted === undefined && found.hidden !== undefined) {
    throw projectHides(project.file, found.hidden)
  }
  const files = [managed, explicit, user, trusted].filter((file) => file !== undefined)
  return {
    files,
    untrusted: trusted === undefined ? project : undefined,
    // A file for this project says more about this run than the user's general one.
    defaults: [explicit, trusted, user].filter((file) => file !== undefined),
    linux: linuxOf(files),
    warnings: shadowed(files),
  }
}

async function parseFound(found: PolicyText | undefined): Promise<PolicyFile | undefined> {
  if (found === undefined) return undefined
  return await parsePolicyText(found.text, { file: found.file, format: formatOf(found.file) })
}

async function isProjectTrusted(found: DiscoveredFiles, host: PolicyHost): Promise<boolean> {
  if (found.project === undefined) return false
  // Hashing and the record are needed only where there is a project file.
  const { isTrusted } = await import('./trust.js')
  return await isTrusted(found.project.file, found.project.bytes, host)
}

function shadowed(files: readonly PolicyFile[]): readonly PolicyWarning[] {
  const first = new Map<string, string>()
  const warnings: PolicyWarning[] = []
  for (const { file, layers } of files) {
    for (const name of layers.keys()) {
      const winner = first.get(name)
      if (winner === undefined) first.set(name, file)
      else {
        warnings.push({
          code: 'PROFILE_SHADOWED',
          message: `The profile ${JSON.stringify(name)} of ${file} is not used: ${winner} has one of that name.`,
          hint: 'Rename one of them.',
        })
      }
    }
  }
  return warnings
}
