/** Finds the inner stage among the host's processes, by the line of only children from `launch` down to it. */

import { readdirSync, readFileSync } from 'node:fs'

/**
 * The process number on the host, or undefined while there is none.
 *
 * @param generations how far below `launch` it is: 1 when started by it, 2 when a launcher stands between
 */
export function findInnerProcess(launchPid: number, generations: number): number | undefined {
  let found: number | undefined = launchPid
  for (let left = generations; left > 0 && found !== undefined; left--) found = findChild(found)
  return found
}

function findChild(parent: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    const [first] = children.split(' ')
    return first === undefined || first === '' ? undefined : Number(first)
  } catch {
    return findByParent(parent)
  }
}

/** For kernels built without the list of children. */
function findByParent(parent: number): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parentPid = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
      if (Number(parentPid) === parent) return Number(name)
    } catch {
      // It ended while we looked.
    }
  }
  return undefined
}
