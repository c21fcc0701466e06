/**
 * Faults that a planner could have: each breaks one function of the built packages in a way that the comparison with the
 * kernel has to notice. Nothing in the packages knows of them.
 */

import { lstatSync } from 'node:fs'

/** Carves without the first that is of a kind. */
const withoutFirst = (carves, kind) => {
  const index = carves.findIndex((carve) => carve.kind === kind)
  return index === -1 ? carves : carves.toSpliced(index, 1)
}

/** Links of the system are left alone, so that anything starts. */
const asFile = (kind, path) => (kind === 'link' && path.startsWith('/var/tmp/') ? 'file' : kind)

/** Changes what a function gives back. */
const result =
  (change) =>
  (original) =>
  (...args) =>
    change(original(...args))

const BWRAP = 'linux-bwrap/dist'
const STAGE = 'linux-landlock-seccomp/dist'

/**
 * By what a reader would say went wrong: the module, the function in it, and what makes a broken one of the right one.
 * @type {Readonly<Record<string, { module: string, function: string, backend?: string, break: (original: Function) => Function }>>}
 */
export const FAULTS = {
  'a mask is dropped': {
    module: `${BWRAP}/plan/carves.js`,
    function: 'planCarves',
    break: result((carves) => withoutFirst(carves, 'hide')),
  },
  'a read-only place is not closed': {
    module: `${BWRAP}/plan/carves.js`,
    function: 'planCarves',
    break: result((carves) => withoutFirst(carves, 'readOnly')),
  },
  'a denied place is only made read-only': {
    module: `${BWRAP}/plan/carves.js`,
    function: 'planCarves',
    break: result((carves) =>
      carves.map((carve) => (carve.kind === 'hide' ? { ...carve, kind: 'readOnly' } : carve)),
    ),
  },
  'a reopened place stays closed': {
    module: `${BWRAP}/plan/carves.js`,
    function: 'planCarves',
    break: result((carves) => withoutFirst(carves, 'attach')),
  },
  'what is reopened for reading can be written': {
    module: `${BWRAP}/plan/carves.js`,
    function: 'planCarves',
    break: result((carves) =>
      carves.map((carve) => (carve.kind === 'attach' ? { ...carve, access: 'write' } : carve)),
    ),
  },
  'the order of closing and reopening is swapped': {
    module: `${BWRAP}/mount-words.js`,
    function: 'mountWords',
    break: (original) => (expected, carves) => {
      const first = carves.filter(({ kind }) => kind === 'pin' || kind === 'attach')
      return original(expected, [...first, ...carves.filter((carve) => !first.includes(carve))])
    },
  },
  'a missing path is skipped': {
    module: `${BWRAP}/plan/placeholders.js`,
    function: 'planPlaceholders',
    break: result((occupied) => occupied.slice(1)),
  },
  'the last missing component is occupied instead of the first': {
    module: `${STAGE}/stage/path-view.js`,
    function: 'locate',
    break: result((located) =>
      located.firstMissing === undefined ? located : { ...located, firstMissing: located.canonical },
    ),
  },
  'links are not followed': {
    module: `${STAGE}/stage/path-view.js`,
    function: 'locate',
    break: (original) => (view, path) =>
      original({ ...view, kind: (each) => asFile(view.kind(each), each) }, path),
  },
  'what a matching link leads to is forgotten': {
    module: `${STAGE}/stage/globs.js`,
    function: 'globMatches',
    break: (original) => async (policy) => {
      const matches = await original(policy)
      return matches.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true)
    },
  },
  'only the first match of the globs is found': {
    module: `${STAGE}/stage/globs.js`,
    function: 'globMatches',
    break: (original) => async (policy) => (await original(policy)).slice(0, 1),
  },
  'a pin is lost': {
    module: `${BWRAP}/plan/pins.js`,
    function: 'planPins',
    break: result((carves) => withoutFirst(carves, 'pin')),
  },
  'a link on the way to a closed place is not pinned': {
    module: `${BWRAP}/plan/links.js`,
    function: 'planLinkPins',
    break: () => () => [],
  },
  'protected names that exist are forgotten': {
    module: `${BWRAP}/plan/collect.js`,
    function: 'existingNodes',
    break: result((nodes) => nodes.filter(({ origin }) => origin !== 'protected')),
  },
  'a readable root is bound writable': {
    module: `${BWRAP}/plan/frame.js`,
    function: 'planFrame',
    break: result((frame) =>
      frame.map((mount) => (mount.kind === 'roBind' ? { ...mount, kind: 'bind' } : mount)),
    ),
  },
  'only one of the places reopened in a denied directory is shown': {
    module: `${BWRAP}/plan/carves.js`,
    function: 'planCarves',
    break: result((carves) =>
      carves.map((carve) =>
        carve.kind === 'hole' ? { ...carve, openings: carve.openings.slice(0, 1) } : carve,
      ),
    ),
  },
  'Landlock opens a directory that holds something closed as a whole': {
    module: `${STAGE}/landlock/openings.js`,
    function: 'openingsOf',
    backend: 'linux-landlock-seccomp',
    break: result(({ openings, splits }) => ({
      openings: [...openings, ...splits.slice(0, 1).map(({ path, asked }) => ({ path, access: asked }))],
      splits,
    })),
  },
  'Landlock opens what may be read for writing': {
    module: `${STAGE}/landlock/openings.js`,
    function: 'openingsOf',
    backend: 'linux-landlock-seccomp',
    break: result(({ openings, splits }) => ({
      openings: openings.map((opening) => ({ ...opening, access: 'write' })),
      splits,
    })),
  },
}
