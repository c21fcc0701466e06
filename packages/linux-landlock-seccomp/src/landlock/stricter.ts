/** Says where Landlock alone closes more than a policy asks for. Pure. */

import type { Decider, PolicyWarning } from '@sandbox/policy'
import { DEVICE_TREE, isForDevices } from './devices.js'
import type { Split } from './openings.js'
import { nameOf } from './refusals.js'

/** How many causes a message names. */
const SHOWN = 5

/** What is closed more than asked, directory by directory, and by the version itself. */
export function stricterThanAsked(
  splits: readonly Split[],
  decider: Decider,
  abi: number,
): readonly PolicyWarning[] {
  const warnings = splits.flatMap((split) => {
    if (!isForDevices(split)) return [onlyInPart(split, decider)]
    return split.asked === 'write' ? [onlyInPart({ ...split, given: 'read' }, decider)] : []
  })
  return abi === 1 ? [...warnings, nothingMoves()] : warnings
}

/** A directory is opened only in part, because something in it stays closed. */
function onlyInPart(split: Split, decider: Decider): PolicyWarning {
  const causes = someOf(causesOf(split, decider))
  return {
    code: 'LANDLOCK_NARROWER',
    message: `With Landlock alone ${lossOf(split)}, because these are closed: ${causes}.`,
    hint: 'What exists in it works as the policy says. The backend linux-bwrap does not need this.',
  }
}

/** ABI 1 refuses every rename between directories. */
function nothingMoves(): PolicyWarning {
  return {
    code: 'LANDLOCK_NARROWER',
    message: 'This kernel’s Landlock (ABI 1) lets no file be moved or linked from one directory to another.',
    hint: 'A kernel from 5.19 on does.',
  }
}

function lossOf({ path, asked, given }: Split): string {
  const loss =
    asked === 'write'
      ? `nothing can be created, removed or renamed directly in ${path}`
      : `what is made directly in ${path} from now on stays closed`
  return given === 'deny' ? `${loss}, and it cannot be listed` : loss
}

/** The rules behind the closed places of a directory; protected metadata is named by its path. */
export function causesOf(split: Split, decider: Decider): readonly string[] {
  // Devices are closed in nearly every policy: no reason to tell where there is another.
  const told = split.closed.filter((path) => path !== DEVICE_TREE)
  const names = (told.length > 0 ? told : split.closed).map((path) => {
    const { access, rule, because } = decider.decide(path)
    const isWritten = access !== 'write' && (because === 'literal' || because === 'glob')
    return isWritten && rule !== undefined ? nameOf(rule.source) : path
  })
  return [...new Set(names)].sort()
}

function someOf(names: readonly string[]): string {
  const rest = names.length - SHOWN
  return rest > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${rest} more` : names.join(', ')
}
