/** Names that older versions or comparable tools use, and what to write instead. */

/** Profile names that no longer exist, with the new spelling. */
const RETIRED_PROFILES: Readonly<Record<string, string>> = {
  ':danger-no-sandbox': ':danger-full-access',
}

/** Filesystem keys that no longer exist, with the new spelling. */
const RETIRED_PATHS: Readonly<Record<string, string>> = {
  ':project_roots': ':workspace_roots',
  ':project-roots': ':workspace_roots',
  ':cwd': ':workspace_roots',
  ':tmp': ':slash_tmp',
}

/** Keys of tables that mean something elsewhere; the text completes "Write …". */
const RETIRED_KEYS: Readonly<Record<string, string>> = {
  sandbox_mode: 'default_permissions = ":read-only", ":workspace" or ":danger-full-access"',
  sandbox_workspace_write: 'a profile that extends ":workspace"',
  shell_environment_policy: '[permissions.<name>.environment]',
  writable_roots: '[permissions.<name>.filesystem] with "/path" = "write"',
  network_access: '[permissions.<name>.network] with mode = "full"',
  allowed_domains: 'domains = { "example.com" = "allow" }',
  denied_domains: 'domains = { "example.com" = "deny" }',
  allowedDomains: 'domains = { "example.com" = "allow" }',
  deniedDomains: 'domains = { "example.com" = "deny" }',
  enabled: 'mode = "none", "proxy" or "full"',
  allow_unix_sockets: 'unix_sockets = { "/run/x.sock" = "allow" }',
  allow_upstream_proxy: 'upstream_proxy = "environment"',
  enable_socks5: 'socks5 = true',
  include_only: 'only = ["NAME"]',
  ignore_default_excludes: 'keep = ["NAME"] for every secret the command needs',
  allowWrite: 'filesystem = { "/path" = "write" }',
  denyWrite: 'filesystem = { "/path" = "read" }',
  denyRead: 'filesystem = { "/path" = "deny" }',
}

function lookUp(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** The new name of a retired profile. */
export function renamedProfile(name: string): string | undefined {
  return lookUp(RETIRED_PROFILES, name)
}

/** The new name of a retired filesystem key. */
export function renamedPath(key: string): string | undefined {
  return lookUp(RETIRED_PATHS, key)
}

/** What to write instead of a retired key. */
export function replacementForKey(key: string): string | undefined {
  return lookUp(RETIRED_KEYS, key)
}
