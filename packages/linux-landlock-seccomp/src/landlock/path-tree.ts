/** The paths at which the answer of a policy may change, as a tree. */

/** A place, and the places below it that matter. */
export interface Branch {
  readonly path: string
  readonly children: ReadonlyMap<string, Branch>
}

interface GrowingBranch extends Branch {
  readonly children: Map<string, GrowingBranch>
}

/** The tree of absolute, normal paths, from `/` on. */
export function treeOf(paths: Iterable<string>): Branch {
  const root: GrowingBranch = { path: '/', children: new Map() }
  for (const path of paths) {
    let branch = root
    for (const name of path.split('/').filter((each) => each !== '')) {
      let next = branch.children.get(name)
      if (next === undefined) {
        next = { path: childPath(branch.path, name), children: new Map() }
        branch.children.set(name, next)
      }
      branch = next
    }
  }
  return root
}

/** `directory` and one name. */
export const childPath = (directory: string, name: string): string =>
  directory === '/' ? `/${name}` : `${directory}/${name}`
