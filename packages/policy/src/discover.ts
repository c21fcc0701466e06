/** Finds the configuration files of a session. Where several could be, the nearest one counts. */

import { lstatSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { twoConfigurations } from './file-errors.js'
import { type PolicyHost, userConfigDirectory } from './host.js'
import { type PolicyText, readPolicyText, readPolicyTextIfPresent } from './read-file.js'

/** The configuration files of a session, read but not parsed. */
export interface DiscoveredFiles {
  /** The file named by `--policy`. */
  readonly explicit: PolicyText | undefined
  /** `config.toml` or `config.json` in the user's configuration directory. */
  readonly user: PolicyText | undefined
  /** `sandbox.toml` or `sandbox.json` in the working directory or the nearest directory above it that has one. */
  readonly project: PolicyText | undefined
  /** The next project file above that one, which it keeps from counting. */
  readonly hidden: string | undefined
}

/**
 * Reads the configuration files of a session. An explicit file takes the place of the project's one, so that
 * naming a file is also the way to be independent of where the command runs.
 *
 * @throws SandboxError `POLICY_FILE_NOT_FOUND` for a missing explicit file, `POLICY_TWO_FILES`, and what reading throws
 */
export async function discoverFiles(host: PolicyHost, policyFile?: string): Promise<DiscoveredFiles> {
  const explicit = policyFile === undefined ? undefined : await readPolicyText(resolve(host.cwd, policyFile))
  const user = await readEither(userConfigDirectory(host), 'config')
  const isUsers = (found: PolicyText | undefined) => found?.file === user?.file
  const nearest = explicit === undefined ? await findProjectFile(host.cwd) : undefined
  const project = isUsers(nearest) ? undefined : nearest
  const above = project === undefined ? undefined : await findAbove(dirname(project.file))
  return { explicit, user, project, hidden: isUsers(above) ? undefined : above?.file }
}

async function findProjectFile(cwd: string): Promise<PolicyText | undefined> {
  for (let directory = cwd; ; directory = dirname(directory)) {
    const found = await readEither(directory, 'sandbox')
    if (found !== undefined || dirname(directory) === directory) return found
  }
}

async function findAbove(directory: string): Promise<PolicyText | undefined> {
  return dirname(directory) === directory ? undefined : await findProjectFile(dirname(directory))
}

async function readEither(directory: string, name: string): Promise<PolicyText | undefined> {
  const [toml, json] = [join(directory, `${name}.toml`), join(directory, `${name}.json`)]
  const first = await readIfThere(toml)
  const second = await readIfThere(json)
  if (first !== undefined && second !== undefined) throw twoConfigurations(toml, json)
  return first ?? second
}

/** Most places hold no file; asking without waiting for a thread keeps the start of every command fast. */
async function readIfThere(file: string): Promise<PolicyText | undefined> {
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined
  } catch {
    // Reading below fails the same way and says so properly.
  }
  return await readPolicyTextIfPresent(file)
}
