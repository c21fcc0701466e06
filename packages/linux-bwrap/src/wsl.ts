/** Tells WSL1, which has no namespaces, from WSL2, which is an ordinary Linux. */

/**
 * The WSL generation that a `/proc/version` text tells of. An explicit `WSL<n>` decides; without one a bare
 * `Microsoft` means the first generation, and `microsoft-standard` the second.
 *
 * @example wslVersion('Linux version 4.4.0-22621-Microsoft …') // 1
 */
export function wslVersion(procVersion: string): 1 | 2 | undefined {
  const text = procVersion.toLowerCase()
  const explicit = /wsl([0-9]+)/.exec(text)?.[1]
  if (explicit !== undefined) return explicit === '1' ? 1 : 2
  if (!text.includes('microsoft')) return undefined
  return text.includes('microsoft-standard') ? 2 : 1
}
