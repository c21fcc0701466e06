/**
 * The administrator's limits: a file that can only tighten what people choose.
 *
 * ```toml
 * allowed_profiles = [":read-only", "team"]   # nothing else may be selected; inline profiles are called "inline"
 * deny = ["/srv/secrets", "~/.aws", "/srv/keys/*.pem"]   # denied in every sandbox; nothing reopens them
 *
 * [network]
 * mode = "proxy"                              # the widest mode: none, proxy, full
 * deny_domains = ["*.internal.example"]       # denied in every sandbox; needs a proxy
 *
 * [permissions.team]                          # profiles of the administrator, found before everybody else's
 * extends = ":workspace"
 * ```
 *
 * With `allowed_profiles`, options (`--write`, `--network`, …) may narrow the selected profile but not widen it.
 */

import type { ProfileTable } from './document.js'
import { escapeGlob, hasGlob } from './glob.js'
import { placeAt } from './layer.js'
import { compileDomain } from './network.js'
import { compileProfiles, formatOf, type PolicyFile, parseStructure } from './parse.js'
import { normalPathKey } from './path-key.js'
import type { DomainRule, EgressMode, ProfileRule } from './profile.js'
import { badPathKey } from './profile-errors.js'
import { readPolicyTextIfPresent } from './read-file.js'
import { schemaError } from './schema-errors.js'

/** The administrator's file, checked. */
export interface ManagedLimits {
  readonly file: string
  /** Undefined when every profile may be selected. */
  readonly allowedProfiles: readonly string[] | undefined
  /** A literal rule and a glob for everything below it, or a glob alone. */
  readonly deny: readonly ProfileRule[]
  readonly mode: EgressMode | undefined
  readonly denyDomains: readonly DomainRule[]
  /** Its profiles, as if they came from a configuration file. */
  readonly profiles: PolicyFile
}

/** The administrator's file as data. */
interface ManagedDocument {
  readonly allowed_profiles?: readonly string[] | undefined
  readonly deny?: readonly string[] | undefined
  readonly network?:
    | { readonly mode?: EgressMode | undefined; readonly deny_domains?: readonly string[] | undefined }
    | undefined
  readonly permissions?: Readonly<Record<string, ProfileTable>> | undefined
}

/**
 * Reads the administrator's file; undefined when there is none.
 *
 * @throws SandboxError as every configuration file does: a broken limit is not a missing one
 */
export async function readManagedLimits(file: string): Promise<ManagedLimits | undefined> {
  const found = await readPolicyTextIfPresent(file)
  return found === undefined ? undefined : await parseManagedLimits(found.text, file)
}

/** Checks the text of an administrator's file. */
export async function parseManagedLimits(text: string, file: string): Promise<ManagedLimits> {
  const value = await parseStructure(text, { file, format: formatOf(file) })
  const { managedSchema } = await import('./schema.js')
  const checked = managedSchema.safeParse(value)
  if (!checked.success) throw schemaError(checked.error.issues, managedSchema, value, file)
  const document: ManagedDocument = checked.data
  const { permissions, network } = document
  return {
    file,
    allowedProfiles: document.allowed_profiles,
    deny: (document.deny ?? []).flatMap((path, index) => denyRules(path, index, file)),
    mode: network?.mode,
    denyDomains: (network?.deny_domains ?? []).map((pattern, index) =>
      compileDomain(pattern, 'deny', placeAt(undefined, file, ['network', 'deny_domains']).at([index])),
    ),
    profiles: {
      file,
      document: permissions === undefined ? {} : { permissions },
      layers: compileProfiles({ permissions }, file),
      linux: undefined,
    },
  }
}

function denyRules(path: string, index: number, file: string): readonly ProfileRule[] {
  const source = placeAt(undefined, file, ['deny']).at([index])
  if (path.startsWith(':') || path === '/' || path === '~') {
    throw badPathKey(
      source,
      `${JSON.stringify(path)} would deny everything`,
      'Name a directory, a file or a glob.',
    )
  }
  const place = normalPathKey(path, '.', 'deny', source)
  const rule: ProfileRule = { ...place, access: 'deny', source }
  if (hasGlob(place.key)) return [rule]
  // INVARIANT: a literal deny can be reopened by a deeper rule; a glob deny cannot.
  return [rule, { key: `${escapeGlob(place.key)}/**`, subpath: '.', access: 'deny', source }]
}
