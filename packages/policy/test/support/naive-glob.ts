/** The glob rules of the policy language, written a second time and as plainly as possible, to compare with. */

/** True when the glob matches exactly the path. Backtracks; only for short inputs. */
export function naiveGlobMatch(pattern: string, path: string): boolean {
  let glob = pattern.replace(/\/+/g, '/')
  for (;;) {
    const shorter = glob.replace(/(.)\/$/, '$1').replace(/\/\*\*+$/, '')
    if (shorter === glob) break
    glob = shorter
  }
  return match([...glob], 0, [...path], 0)
}

function match(glob: string[], g: number, path: string[], p: number): boolean {
  if (g === glob.length) return p === path.length
  const head = glob[g]
  if (head === '*') {
    let end = g
    while (glob[end] === '*') end += 1
    const crosses = end - g >= 2
    const wholeNames = crosses && glob[end] === '/' && (g === 0 || glob[g - 1] === '/')
    if (wholeNames) {
      // No directory at all, or anything that ends where a name ends.
      if (match(glob, end + 1, path, p)) return true
      for (let at = p; at < path.length; at += 1) {
        if (path[at] === '/' && match(glob, end + 1, path, at + 1)) return true
      }
      return false
    }
    for (let at = p; at <= path.length; at += 1) {
      if (match(glob, end, path, at)) return true
      if (!crosses && path[at] === '/') return false
    }
    return false
  }
  const character = path[p]
  if (character === undefined) return false
  if (head === '?') return character !== '/' && match(glob, g + 1, path, p + 1)
  if (head === '[') {
    const rest = glob.slice(g).join('')
    const found = /^\[([!^]?)([^/][^\]/]*)\]/.exec(rest)
    if (found !== null) {
      const members = [...(found[2] ?? '')]
      const inside = members.some((member, index) => {
        const from = members[index - 2]
        if (members[index - 1] === '-' && from !== undefined) return from <= character && character <= member
        return member === character
      })
      const accepted = inside !== (found[1] !== '')
      return character !== '/' && accepted && match(glob, g + [...found[0]].length, path, p + 1)
    }
  }
  return head === character && match(glob, g + 1, path, p + 1)
}
