/** A policy of this host as if its files lay on drive C: of a Windows machine. Pure. */

import type { ResolvedPolicy } from '@sandbox/policy'

/** The path on drive C: for one of this host. */
export function windowsPath(path: string): string {
  return `C:${path === '/' ? '\\' : path.replaceAll('/', '\\')}`
}

/** The path of this host for one on drive C:. */
export function hostPath(path: string): string {
  return path.slice(2).replaceAll('\\', '/')
}

/** Every path moved. What `:slash_tmp` names is left out: it means nothing on Windows. */
export function asWindows(policy: ResolvedPolicy): ResolvedPolicy {
  const isMeant = ({ source }: { readonly source: { readonly keyPath: string } }) =>
    !source.keyPath.includes(':slash_tmp')
  const moved = <P extends { readonly path: string }>(item: P): P => ({
    ...item,
    path: windowsPath(item.path),
  })
  const rules = policy.rules.filter(isMeant).map(moved)
  const meant = new Set(rules.map(({ path }) => path))
  return {
    ...policy,
    platform: 'win32',
    home: windowsPath(policy.home),
    workspaceRoots: policy.workspaceRoots.map(windowsPath),
    aliases: [],
    rules,
    globs: policy.globs.map((glob) => ({
      ...glob,
      pattern: `C:${glob.pattern}`,
      base: windowsPath(glob.base),
    })),
    readableRoots: policy.readableRoots.map(windowsPath),
    writableRoots: policy.writableRoots
      .map((root) => ({
        ...moved(root),
        readOnlySubpaths: root.readOnlySubpaths.map(windowsPath),
        protectedPaths: root.protectedPaths.map(moved),
      }))
      .filter(({ path }) => meant.has(path)),
    deniedPaths: policy.deniedPaths.map(moved),
  }
}
