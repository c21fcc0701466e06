/**
 * The meaning of an operation with Landlock alone: never wider than {@link Meaning}, and in these respects another one. Pure.
 *
 * - Metadata is not closed: everything can be asked for, and mode and times can be set wherever the user may.
 * - Only what exists at the start is opened one by one in a directory that holds something closed; nothing can be made,
 *   removed or renamed there. So of entries only refusals are promised, and no directory has to be read-only so that
 *   something in it stays missing.
 */

import { dirname } from 'node:path'
import type { ClosedPlaces } from './closed-places.js'
import type { FileModel } from './file-model.js'
import { type Expectation, either, type Meaning } from './meaning.js'
import type { Operation } from './operations.js'

const METADATA: ReadonlySet<string> = new Set(['stat', 'chmod', 'times'])
const CONTENT: ReadonlySet<string> = new Set(['read', 'write', 'truncate'])

/** What the kernel must answer under Landlock alone. */
export function landlockExpectation(
  operation: Operation,
  meaning: Meaning,
  model: FileModel,
  closed: ClosedPlaces,
): Expectation {
  const { name, path } = operation
  if (METADATA.has(name)) return { verdict: 'as-without', because: 'Landlock does not close metadata' }
  const expected = meaning.of(operation)
  switch (expected.verdict) {
    case 'unseen':
      return { ...expected, verdict: 'refused' }
    case 'either': {
      // Its own right closes a FIFO, and nothing is occupied.
      const { place } = model.walk(path)
      const isClosed = name === 'write' && closed.accessAt(place) !== 'write'
      return isClosed ? { verdict: 'refused', because: 'the place is not write' } : expected
    }
    case 'refused':
      return isOnlyFrozen(operation, model, closed) ? either('what is there can be written') : expected
    case 'as-without': {
      const isFile = model.at(model.walk(path).place)?.kind === 'file'
      return isFile && CONTENT.has(name) ? expected : either('Landlock may be stricter than the policy')
    }
  }
}

/** Content in a directory where something must stay missing, and entries of the directories below it. */
function isOnlyFrozen({ name, path, other }: Operation, model: FileModel, closed: ClosedPlaces): boolean {
  const { place } = model.walk(path)
  if (closed.accessAt(place) === 'deny') return false
  if (CONTENT.has(name)) return closed.isFrozen(place)
  const entries = other === '' ? [path] : [path, other]
  return entries.some((each) => closed.isFrozen(dirname(model.walk(dirname(each)).place)))
}
