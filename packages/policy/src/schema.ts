/**
 * The schema of a configuration file. The only module that needs zod: load it with `await import()`.
 *
 * The `error` of every part says which values are accepted; `schema-errors.ts` puts it into a sentence.
 */

import * as z from 'zod/mini'
import type { PolicyDocument, ProfileTable } from './document.js'

const text = z.string({ error: 'a string' })
const flag = z.boolean({ error: 'true or false' })
const names = z.array(text, { error: 'a list of strings' })
const duration = z.string({ error: 'a duration such as "90s", "10m" or "1h30m"' })
const size = z.union([z.string(), z.number()], {
  error: 'a size such as "512MB" or "4GiB", or a number of bytes',
})
const count = z.int({ error: 'a whole number, at least 1' }).check(z.minimum(1, 'a whole number, at least 1'))

const access = z.enum(['read', 'write', 'deny', 'none'], { error: 'read, write, deny' })
const subpaths = z.record(z.string(), access, { error: 'a table of subpaths' })
const pathEntry = z.union([access, subpaths], { error: 'read, write, deny, or a table of subpaths' })

/** The settings of the filesystem table; every other key of it is a path. */
export const FILESYSTEM_SETTINGS = ['glob_scan_max_depth', 'protected_names'] as const

const filesystem = z.catchall(
  z.object(
    { glob_scan_max_depth: z.optional(count), protected_names: z.optional(names) },
    { error: 'a table of paths' },
  ),
  pathEntry,
)

const action = z.enum(['allow', 'deny'], { error: 'allow, deny' })
const domainEntry = z.union(
  [
    action,
    z.strictObject({ action, private: z.optional(flag) }, { error: 'a table with action and private' }),
  ],
  { error: 'allow, deny, or { action = "allow", private = true }' },
)

const network = z.strictObject(
  {
    mode: z.optional(z.enum(['none', 'proxy', 'full'], { error: 'none, proxy, full' })),
    domains: z.optional(z.record(z.string(), domainEntry, { error: 'a table of host patterns' })),
    unix_sockets: z.optional(z.record(z.string(), action, { error: 'a table of socket paths' })),
    limited: z.optional(flag),
    allow_local_binding: z.optional(flag),
    upstream_proxy: z.optional(z.string({ error: 'a proxy URL, or "environment"' })),
    socks5: z.optional(flag),
  },
  { error: 'a table' },
)

const environment = z.strictObject(
  {
    inherit: z.optional(z.enum(['all', 'core', 'none'], { error: 'all, core, none' })),
    keep: z.optional(names),
    exclude: z.optional(names),
    set: z.optional(
      z.record(z.string(), z.string({ error: 'a string (put quotes around it)' }), {
        error: 'a table of variables',
      }),
    ),
    only: z.optional(names),
  },
  { error: 'a table' },
)

const limits = z.strictObject(
  {
    timeout: z.optional(duration),
    memory: z.optional(size),
    processes: z.optional(count),
    files: z.optional(size),
    cpu: z.optional(duration),
    output: z.optional(size),
  },
  { error: 'a table' },
)

/** One `[permissions.<name>]` table, or an inline profile. */
export const profileSchema = z.strictObject(
  {
    description: z.optional(text),
    extends: z.optional(z.string({ error: 'the name of one profile' })),
    workspace_roots: z.optional(z.record(z.string(), flag, { error: 'a table of directories' })),
    filesystem: z.optional(filesystem),
    network: z.optional(network),
    environment: z.optional(environment),
    limits: z.optional(limits),
  },
  { error: 'a profile table' },
) satisfies z.ZodMiniType<ProfileTable>

const linux = z.strictObject(
  {
    launcher: z.optional(z.string({ error: 'auto, system, bundled, or an absolute path' })),
    allow_nested_userns: z.optional(flag),
    backend: z.optional(
      z.enum(['linux-bwrap', 'linux-landlock-seccomp'], { error: 'linux-bwrap, linux-landlock-seccomp' }),
    ),
  },
  { error: 'a table' },
)

/** A whole configuration file. */
export const documentSchema = z.strictObject(
  {
    schema_version: z.optional(z.literal(1, { error: '1' })),
    default_permissions: z.optional(z.string({ error: 'the name of one profile' })),
    permissions: z.optional(z.record(z.string(), profileSchema, { error: 'a table of profiles' })),
    linux: z.optional(linux),
  },
  { error: 'a table' },
) satisfies z.ZodMiniType<PolicyDocument>

const managedNetwork = z.strictObject(
  {
    mode: z.optional(z.enum(['none', 'proxy', 'full'], { error: 'none, proxy, full' })),
    deny_domains: z.optional(z.array(text, { error: 'a list of host patterns' })),
  },
  { error: 'a table' },
)

/** The administrator's file; `managed.ts` says what each key means. */
export const managedSchema = z.strictObject(
  {
    schema_version: z.optional(z.literal(1, { error: '1' })),
    allowed_profiles: z.optional(z.array(text, { error: 'a list of profile names' })),
    deny: z.optional(z.array(text, { error: 'a list of paths and globs' })),
    network: z.optional(managedNetwork),
    permissions: z.optional(z.record(z.string(), profileSchema, { error: 'a table of profiles' })),
  },
  { error: 'a table' },
)
