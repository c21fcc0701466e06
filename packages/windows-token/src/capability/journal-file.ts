/** The journal in a file of the state directory. */

import { join } from 'node:path'
import { EMPTY_JOURNAL, type Journal, type JournalStore } from '../acl/journal.js'
import { hasShape, isCount, isListOf, isText, readState, writeState } from './state-file.js'

/** Use it with the lock held. */
export function journalFile(stateDirectory: string): JournalStore {
  const path = join(stateDirectory, 'journal.json')
  return {
    read: () => readState<Journal>(path, EMPTY_JOURNAL, problemOf),
    write: ({ grants, placeholders }) => writeState(path, { format: 1, grants, placeholders }),
  }
}

const isHolder = (value: unknown) =>
  hasShape(value, { pid: isCount, run: isText, born: (born) => born === undefined || isText(born) })
const isTexts = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText)
const isGrant = (value: unknown) =>
  hasShape(value, {
    sid: isText,
    root: isText,
    state: (state) => state === 'changing' || state === 'whole',
    before: isTexts,
    holders: isListOf(isHolder),
  })
const isPlaceholder = (value: unknown) => hasShape(value, { path: isText, holders: isListOf(isHolder) })

function problemOf(value: unknown): string | undefined {
  if (!hasShape(value, { format: (format) => format === 1 })) return 'it has another format'
  const shape = { grants: isListOf(isGrant), placeholders: isListOf(isPlaceholder) }
  return hasShape(value, shape) ? undefined : 'an entry is incomplete'
}
