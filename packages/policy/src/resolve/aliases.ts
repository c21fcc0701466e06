/** Finds the links directly below the root, such as `/tmp` to `/private/tmp`, which are spelled away everywhere. */

import type { FileView } from '../files.js'
import { compareText, foldCase, type Platform } from '../paths.js'
import type { PathAlias } from '../resolved.js'
import type { LinkWalker } from './links.js'

/**
 * Every link directly below `/` with its canonical place. All of them, not only those a rule mentions: they are a
 * property of the host, so that two policies of one host can be compared. Windows has none.
 */
export function findAliases(files: FileView, walker: LinkWalker, platform: Platform): readonly PathAlias[] {
  if (platform === 'win32') return []
  const aliases: PathAlias[] = []
  const names = files.links?.('/') ?? files.list('/').filter((name) => files.kind(`/${name}`) === 'link')
  for (const name of names) {
    const from = `/${name}`
    const { canonical } = walker.walk(from)
    if (canonical !== from && canonical !== '/') aliases.push({ from, to: canonical })
  }
  return aliases.sort((a, b) => compareText(a.from, b.from))
}

/** Spells a normal path without the alias it begins with, if it does. */
export function withoutAlias(path: string, aliases: readonly PathAlias[], platform: Platform): string {
  if (aliases.length === 0 || platform === 'win32') return path
  const end = path.indexOf('/', 1)
  const first = foldCase(end === -1 ? path : path.slice(0, end), platform)
  const alias = aliases.find((each) => foldCase(each.from, platform) === first)
  if (alias === undefined) return path
  return end === -1 ? alias.to : `${alias.to}${path.slice(end)}`
}
