/** Writes a key path the way a person would type it in TOML. */

/** One step of a key path: a table key, or the position in a list. */
export type KeySegment = string | number

const BARE_KEY = /^[A-Za-z0-9_-]+$/

/**
 * `['permissions', 'dev', 'filesystem', '~/.ssh']` becomes `permissions.dev.filesystem."~/.ssh"`.
 * The empty path is `the top level`.
 */
export function formatKeyPath(segments: readonly KeySegment[]): string {
  return segments.length === 0 ? 'the top level' : extendKeyPath('', segments)
}

/** Adds steps to a key path that is already written. */
export function extendKeyPath(base: string, segments: readonly KeySegment[]): string {
  let text = base
  for (const segment of segments) {
    if (typeof segment === 'number') text += `[${segment}]`
    else {
      const key = BARE_KEY.test(segment) ? segment : JSON.stringify(segment)
      text = text === '' ? key : `${text}.${key}`
    }
  }
  return text
}
