/** A Mac in memory: the files a policy is resolved against, and the facts a profile is made from. */

import type { HostFacts, PathFact } from '@sandbox/macos-seatbelt'
import { compileGlobs, type FileView, foldCase, type ResolvedPolicy } from '@sandbox/policy'
import type { FileTree } from '../../../src/sbpl/index.js'

/** The look that `resolve` takes. */
export function filesOf(tree: FileTree): FileView {
  const nodeAt = (path: string, follow: boolean) => tree.locate(path, { follow })?.node
  return {
    kind: (path) => nodeAt(path, false)?.kind ?? 'missing',
    realpath: (path) => {
      const place = tree.locate(path, { follow: true })
      return place?.node === undefined ? undefined : place.path
    },
    readLink: (path) => {
      const node = nodeAt(path, false)
      return node?.kind === 'link' ? node.target : undefined
    },
    readText: (path) => {
      const node = nodeAt(path, true)
      return node?.kind === 'file' ? node.content : undefined
    },
    list: (path) => {
      const node = nodeAt(path, true)
      return node?.kind === 'directory' ? [...node.entries.values()].map((entry) => entry.name) : []
    },
  }
}

/** What `probe` would find out. */
export function factsOf(tree: FileTree, policy: ResolvedPolicy): HostFacts {
  return { paths: { look: (path) => factOf(tree, path) }, globMatches: globMatchesOf(tree, policy) }
}

/** Every path that a deny glob closes now. */
export function globMatchesOf(tree: FileTree, policy: ResolvedPolicy): readonly string[] {
  const globs = compileGlobs(
    policy.globs.map((glob) => glob.pattern),
    'darwin',
  )
  return tree.paths().filter((path) => globs.denying(path) !== -1)
}

function factOf(tree: FileTree, path: string): PathFact {
  const names = path.split('/').filter((name) => name !== '')
  let spelling = ''
  let isBlocked = false
  for (const [index, name] of names.entries()) {
    const asked = `/${names.slice(0, index + 1).join('/')}`
    const place = tree.locate(asked, { follow: false })
    if (place?.node === undefined) {
      const rest = names.slice(index).join('/')
      return { kind: 'missing', spelling: `${spelling}/${rest}`, existing: index - (isBlocked ? 1 : 0) }
    }
    isBlocked = place.node.kind === 'file' || place.node.kind === 'other'
    const isSame = foldCase(place.path, 'darwin') === foldCase(`${spelling}/${name}`, 'darwin')
    spelling = isSame ? place.path : `${spelling}/${name}`
  }
  const node = tree.locate(path, { follow: false })?.node
  const kind = node?.kind === 'other' || node === undefined ? 'file' : node.kind
  return { kind, spelling: spelling === '' ? '/' : spelling, existing: names.length }
}
