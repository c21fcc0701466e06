/** Writes what the inner stage mounts as records of its spec. */

import { relative } from 'node:path'
import type { CarveMount, ExpectedMount } from './mounts.js'

/** Expectations first: they are checked before any operation. */
export function mountWords(
  expected: readonly ExpectedMount[],
  carves: readonly CarveMount[],
): readonly string[] {
  return [
    ...expected.flatMap(({ path, device, inode }) => ['expect', path, device, inode]),
    ...carves.flatMap(carveWords),
  ]
}

function carveWords(carve: CarveMount): readonly string[] {
  switch (carve.kind) {
    case 'pin':
      return ['pin', carve.path]
    case 'pinLink':
      return ['pin-link', carve.path]
    case 'attach':
      return ['attach', carve.path, carve.access === 'write' ? 'rw' : 'ro']
    case 'readOnly':
      return [carve.mustExist ? 'readonly' : 'readonly-if-present', carve.path]
    case 'guard':
      return ['guard', carve.path]
    case 'hide':
      return [carve.mustExist ? 'hide' : 'hide-if-present', carve.path]
    case 'hole':
      return [
        'hole',
        carve.path,
        String(carve.openings.length),
        ...carve.openings.flatMap(({ path, target }) => [
          target === 'directory' ? 'hole-dir' : 'hole-file',
          relative(carve.path, path),
        ]),
      ]
  }
}
