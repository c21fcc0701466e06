/** The sections that allow: what may be read, and what may be written. */

import type { Place } from '../model/places.js'
import { PASSAGE_OPERATIONS, READ_OPERATIONS, WRITE_OPERATIONS } from '../operations.js'
import type { Parameters } from '../parameters.js'
import { closingFilters, openFilter } from '../path-filters.js'
import { alternatives } from '../regex/bytes.js'
import { textRegex } from '../regex/spellings.js'
import { type Rule, ruleText } from '../rule-text.js'
import { quoteBytes } from '../strings.js'

/** Everything, or the topmost readable places and the way to each. */
export function readSection(
  roots: readonly Place[],
  passages: readonly string[],
  closed: readonly Place[],
  parameters: Parameters,
): string {
  if (roots.some((root) => root.path === '/')) {
    return `; Reads: every file. What is closed again stands below.\n${ruleText({ action: 'allow', operations: READ_OPERATIONS })}${passageText(passages, parameters)}`
  }
  if (roots.length === 0) return ''
  const filters = roots.map((root) => openFilter(root, 'READABLE_ROOT', parameters))
  return (
    [
      '; Reads: these places only. The root itself, because programs end early without it.',
      ruleText({ action: 'allow', operations: READ_OPERATIONS, filters }),
      '(allow file-read-data (literal "/"))',
    ].join('\n') +
    passageText(passages, parameters) +
    existenceText(closed, parameters)
  )
}

/** Where people keep their files; the last one is another name of the first. */
const OF_PEOPLE = ['Users', 'Volumes', 'private/var/root', 'System/Volumes/Data/Users']

/**
 * The loader looks for files in many places of the system before a program starts, and ends when it may not even ask.
 * Measured by others on macOS 26: a profile that denies the question everywhere runs nothing, one that denies it for the
 * places of people does.
 */
function existenceText(closed: readonly Place[], parameters: Parameters): string {
  const names = OF_PEOPLE.map((path) => path.split('/').map(textRegex).join('/'))
  const unseen = [
    `(regex ${quoteBytes(`^/${alternatives(names)}(/.*)?$`)})`,
    ...closingFilters(closed, 'UNSEEN', parameters),
  ]
  const rule: Rule = {
    action: 'allow',
    operations: ['file-test-existence'],
    filters: [{ require: 'not', filters: [{ require: 'any', filters: unseen }] }],
  }
  return `\n; Whether a name exists may be asked of the system, but not where people keep their files.\n${ruleText(rule)}`
}

function passageText(passages: readonly string[], parameters: Parameters): string {
  if (passages.length === 0) return ''
  const filters = passages.map((path) => `(literal ${parameters.use('PASSAGE', path)})`)
  const rule: Rule = { action: 'allow', operations: PASSAGE_OPERATIONS, filters }
  return `\n; The way to them: that these directories exist, not what is in them.\n${ruleText(rule)}`
}

/** The topmost writable places. */
export function writeSection(roots: readonly Place[], parameters: Parameters): string {
  if (roots.length === 0) return ''
  const filters = roots.map((root) => openFilter(root, 'WRITABLE_ROOT', parameters))
  const rule: Rule = { action: 'allow', operations: WRITE_OPERATIONS, filters }
  return `; Writes: below these places. What is closed again stands below.\n${ruleText(rule)}`
}
