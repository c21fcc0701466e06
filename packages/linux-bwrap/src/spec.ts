/** The file `sandbox-inner` reads: NUL-terminated strings, a version first, `end` last, status records after it. */

import { relative } from 'node:path'
import type { CommandSpec, Limits } from '@sandbox/policy'
import { limitWords } from './limits.js'
import type { CarveMount, ExpectedMount } from './mounts.js'

const FORMAT = 'sandbox-inner 1'

/** What the inner stage does. */
export interface InnerWork {
  readonly command: CommandSpec
  readonly carves: readonly CarveMount[]
  readonly expected?: readonly ExpectedMount[]
  readonly limits?: Limits
  /** The command may make namespaces of its own, but for those of mounts. */
  readonly nestedNamespaces?: boolean
  /** Records of Landlock's rules, as `rulesetWords` gives them. */
  readonly landlock?: readonly string[]
  /** An array of `struct sock_filter`, for the command's process alone. */
  readonly filter?: Uint8Array
}

/** Encode the inner stage's work. Strings hold no NUL: paths and arguments cannot, by the kernel's own rules. */
export function encodeSpec(work: InnerWork): Uint8Array {
  const { command, carves, expected = [], limits = {}, landlock = [], filter } = work
  const words = [
    FORMAT,
    'cwd',
    command.cwd,
    ...(command.terminal ? ['terminal'] : []),
    ...(work.nestedNamespaces === true ? ['nested-namespaces'] : []),
    ...limitWords(limits),
    ...landlock,
    ...(filter === undefined ? [] : ['seccomp', Buffer.from(filter).toString('hex')]),
    ...expected.flatMap(({ path, device, inode }) => ['expect', path, device, inode]),
    ...carves.flatMap(carveWords),
    ...Object.entries(command.environment).flatMap(([name, value]) => ['env', `${name}=${value}`]),
    ...[command.program, ...command.args].flatMap((word) => ['arg', word]),
    'end',
  ]
  return Buffer.from(`${words.join('\0')}\0`)
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
