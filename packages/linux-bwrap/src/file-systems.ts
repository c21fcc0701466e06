/** What the host says of its file systems. */

import { opendirSync, statfsSync } from 'node:fs'
import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { SpellingView } from './plan/spellings.js'

/** As many names as judge a directory: one with a letter in it would do. */
const SOME = 50

/** The same view, which can also be asked what it looks at. */
export function withFileSystems(view: PathView): SpellingView {
  return {
    kind: view.kind,
    identity: view.identity,
    fileSystemType: (directory) => {
      try {
        return statfsSync(directory).type
      } catch {
        return 0
      }
    },
    someNames,
  }
}

function someNames(path: string): readonly string[] {
  try {
    const directory = opendirSync(path)
    const names: string[] = []
    for (
      let entry = directory.readSync();
      entry !== null && names.length < SOME;
      entry = directory.readSync()
    )
      names.push(entry.name)
    directory.closeSync()
    return names
  } catch {
    return []
  }
}
