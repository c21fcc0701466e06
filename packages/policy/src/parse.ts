/** Turns the text of a configuration file into checked profiles, or into one error that says what to correct. */

import type { InlineProfile, PolicyDocument } from './document.js'
import { syntaxError, unknownFormat } from './file-errors.js'
import { parseJson } from './json.js'
import { compileProfile, type ProfileLayer } from './layer.js'
import { compileLinux } from './linux-options.js'
import type { LinuxOptions } from './profile.js'
import { checkDefaultName, checkProfileName } from './profile-names.js'
import { schemaError } from './schema-errors.js'
import { checkStructure } from './structure.js'

/** The two formats of a configuration file. */
export type PolicyFormat = 'toml' | 'json'

/** A configuration file whose every profile is known to be well-formed. */
export interface PolicyFile {
  /** Where it came from, for messages and explanations. */
  readonly file: string
  /** What was written. */
  readonly document: PolicyDocument
  /** Every profile of the file, normalised; parents are not merged yet. */
  readonly layers: ReadonlyMap<string, ProfileLayer>
  /** The `[linux]` table; undefined when the file has none. */
  readonly linux: LinuxOptions | undefined
}

/** The name an inline profile goes by in messages and explanations. */
export const INLINE_PROFILE_NAME = 'inline'

/**
 * Parses and checks a whole configuration file. All profiles are checked, not only the selected one.
 * Nothing is read from disk.
 *
 * @throws SandboxError with a `POLICY_…` code; the message names the file and the key path
 * @example
 * const file = await parsePolicyText('default_permissions = ":read-only"', { file: 'sandbox.toml', format: 'toml' })
 */
export async function parsePolicyText(
  text: string,
  source: { readonly file: string; readonly format: PolicyFormat },
): Promise<PolicyFile> {
  const value = await parseStructure(text, source)
  const { documentSchema } = await import('./schema.js')
  const checked = documentSchema.safeParse(value)
  if (!checked.success) throw schemaError(checked.error.issues, documentSchema, value, source.file)
  const document: PolicyDocument = checked.data
  return {
    file: source.file,
    document,
    layers: compileProfiles(document, source.file),
    linux: document.linux === undefined ? undefined : compileLinux(document.linux, source.file),
  }
}

/** Parses text into tables and judges their bare shape; shared with the administrator's file. */
export async function parseStructure(
  text: string,
  source: { readonly file: string; readonly format: PolicyFormat },
): Promise<unknown> {
  const value =
    source.format === 'json' ? parseJson(text, source.file) : await parseTomlText(text, source.file)
  checkStructure(value, source.file)
  return value
}

/** Checks and normalises every `[permissions.<name>]` table of one document. */
export function compileProfiles(
  document: Pick<PolicyDocument, 'permissions' | 'default_permissions'>,
  file: string,
): ReadonlyMap<string, ProfileLayer> {
  const layers = new Map<string, ProfileLayer>()
  for (const [name, table] of Object.entries(document.permissions ?? {})) {
    checkProfileName(name, file)
    layers.set(name, compileProfile(name, table, { file, base: ['permissions', name] }))
  }
  if (document.default_permissions !== undefined) checkDefaultName(document.default_permissions, file)
  return layers
}

/**
 * Checks a profile given as an object.
 *
 * @throws SandboxError as {@link parsePolicyText}; the message starts with `profile`
 */
export async function parseInlineProfile(profile: InlineProfile): Promise<ProfileLayer> {
  const where = 'profile'
  checkStructure(profile, where)
  const { profileSchema } = await import('./schema.js')
  const checked = profileSchema.safeParse(profile)
  if (!checked.success) throw schemaError(checked.error.issues, profileSchema, profile, where)
  return compileProfile(INLINE_PROFILE_NAME, checked.data, { file: undefined, base: [where] })
}

/** The format a file's name promises. @throws SandboxError `POLICY_UNKNOWN_FORMAT` */
export function formatOf(file: string): PolicyFormat {
  const name = file.toLowerCase()
  if (name.endsWith('.toml')) return 'toml'
  if (name.endsWith('.json')) return 'json'
  throw unknownFormat(file)
}

async function parseTomlText(text: string, file: string): Promise<unknown> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [problem = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n')
    throw syntaxError(file, 'toml', problem, error, error)
  }
}
