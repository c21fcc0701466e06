/** The names of the built-in profiles, in one place. */

/** Everything readable, nothing writable, no network. */
export const READ_ONLY = ':read-only'

/** Everything readable, workspace and temporary directories writable, no network. The default. */
export const WORKSPACE = ':workspace'

/** No sandbox at all. */
export const FULL_ACCESS = ':danger-full-access'

/** Names directly below a writable root that stay read-only unless a profile says otherwise. */
export const DEFAULT_PROTECTED_NAMES: readonly string[] = ['.git', '.agents', '.codex']
