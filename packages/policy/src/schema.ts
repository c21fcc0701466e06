/**
 * The schema of a configuration file. The only module that needs zod: load it with `await import()`.
 *
 * The `error` of every part says which values are accepted; `schema-errors.ts` puts it into a sentence.
 */

import * as z from 'zod/mini'
import type { PolicyDocument, ProfileTable } from './document.js'

/** A description for editors that read the JSON Schema. */
function about<Part extends z.ZodMiniType>(part: Part, description: string): Part {
  return part.check(z.describe(description))
}

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

const filesystem = z.catchall(
  z.object(
    {
      glob_scan_max_depth: about(
        z.optional(count),
        'How many directories deep a search for glob matches goes, from the base of the glob.',
      ),
      protected_names: about(
        z.optional(names),
        'Names directly below a writable root that stay read-only. Default: .git, .agents, .codex.',
      ),
    },
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
    mode: about(
      z.optional(z.enum(['none', 'proxy', 'full'], { error: 'none, proxy, full' })),
      'No network, through the allow-listing proxy only, or the network of the host. Default: proxy with domains, else none.',
    ),
    domains: about(
      z.optional(z.record(z.string(), domainEntry, { error: 'a table of host patterns' })),
      'Host patterns: example.com, *.example.com, **.example.com, *, addresses and networks, each with an optional port.',
    ),
    unix_sockets: about(
      z.optional(z.record(z.string(), action, { error: 'a table of socket paths' })),
      'Absolute paths of Unix sockets.',
    ),
    limited: about(z.optional(flag), 'Only GET, HEAD and OPTIONS.'),
    allow_local_binding: about(
      z.optional(flag),
      'Let the command listen on and connect to its own loopback addresses.',
    ),
    upstream_proxy: about(
      z.optional(z.string({ error: 'a proxy URL, or "environment"' })),
      'The proxy to go through: a URL, or environment.',
    ),
    socks5: about(z.optional(flag), 'Offer SOCKS5 beside HTTP. Default true.'),
  },
  { error: 'a table' },
)

const environment = z.strictObject(
  {
    inherit: about(
      z.optional(z.enum(['all', 'core', 'none'], { error: 'all, core, none' })),
      'Which variables to start from. Default all.',
    ),
    keep: about(z.optional(names), 'Names that the built-in secret patterns must not drop.'),
    exclude: about(z.optional(names), 'Names to drop; patterns with * and ?.'),
    set: about(
      z.optional(
        z.record(z.string(), z.string({ error: 'a string (put quotes around it)' }), {
          error: 'a table of variables',
        }),
      ),
      'Variables to set, after the drops.',
    ),
    only: about(z.optional(names), 'When present, only matching names survive.'),
  },
  { error: 'a table' },
)

const limits = z.strictObject(
  {
    timeout: about(z.optional(duration), 'Wall time, such as 10m.'),
    memory: about(z.optional(size), 'Memory of the whole process tree, such as 4GiB.'),
    processes: about(z.optional(count), 'Processes and threads at one time.'),
    files: about(z.optional(size), 'Largest file that may be written.'),
    cpu: about(z.optional(duration), 'Processor time, such as 30s.'),
    output: about(z.optional(size), 'Standard output and error together.'),
  },
  { error: 'a table' },
)

/** One `[permissions.<name>]` table, or an inline profile. */
export const profileSchema = z.strictObject(
  {
    description: about(z.optional(text), 'Shown to people; never inherited.'),
    extends: about(
      z.optional(z.string({ error: 'the name of one profile' })),
      'One parent: another profile, :read-only or :workspace.',
    ),
    workspace_roots: about(
      z.optional(z.record(z.string(), flag, { error: 'a table of directories' })),
      'Extra directories to work in; false switches an inherited one off.',
    ),
    filesystem: about(
      z.optional(filesystem),
      'Paths and what the command may do with them: read, write, deny.',
    ),
    network: about(z.optional(network), 'What the command may reach.'),
    environment: about(z.optional(environment), 'Which variables the command sees.'),
    limits: about(z.optional(limits), 'What the command may use up.'),
  },
  { error: 'a profile table' },
) satisfies z.ZodMiniType<ProfileTable>

const linux = z.strictObject(
  {
    launcher: about(
      z.optional(z.string({ error: 'auto, system, bundled, or an absolute path' })),
      'Which bubblewrap runs: auto, system, bundled, or an absolute path.',
    ),
    allow_nested_userns: about(z.optional(flag), 'Leave nested user namespaces open inside.'),
    backend: about(
      z.optional(
        z.enum(['linux-bwrap', 'linux-landlock-seccomp'], { error: 'linux-bwrap, linux-landlock-seccomp' }),
      ),
      'The backend to use on Linux instead of the default one.',
    ),
  },
  { error: 'a table' },
)

/** A whole configuration file. */
export const documentSchema = z.strictObject(
  {
    schema_version: about(z.optional(z.literal(1, { error: '1' })), 'The version of this format.'),
    default_permissions: about(
      z.optional(z.string({ error: 'the name of one profile' })),
      'The profile used when none is named.',
    ),
    permissions: about(
      z.optional(z.record(z.string(), profileSchema, { error: 'a table of profiles' })),
      'Profiles by name.',
    ),
    linux: about(z.optional(linux), 'How, not what, to enforce on Linux.'),
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
