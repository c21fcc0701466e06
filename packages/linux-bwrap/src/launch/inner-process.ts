/** Finds the inner stage among the host's processes: the launcher's child, which is the only child of `launch`. */

import { readdirSync, readFileSync } from 'node:fs'

/** The process number on the host, or undefined while there is none. */
export function findInnerProcess(launchPid: number): number | undefined {
  const launcher = findChild(launchPid)
  return launcher === undefined ? undefined : findChild(launcher)
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
