/**
 * Which operations of the language a right stands for. One list each for allowing and denying, so that the two ways to
 * read precedence cannot differ: a rule for one operation would beat a later one for its family.
 */

/** What reading a path is: contents, attributes, and running it. Three of them are allowed by themselves if nothing is said. */
export const READ_OPERATIONS = [
  'file-read*',
  'file-test-existence',
  'file-map-executable',
  'file-clone',
  'process-exec*',
] as const

/** The same without what a directory on the way to something readable must answer. */
export const CONTENT_OPERATIONS = [
  'file-read-data',
  'file-read-xattr',
  'file-map-executable',
  'file-clone',
  'process-exec*',
] as const

/** What a directory on the way answers. */
export const PASSAGE_OPERATIONS = ['file-read-metadata', 'file-test-existence'] as const

/** What writing a path is. A second name for a file would let it be written by that name, so links count. */
export const WRITE_OPERATIONS = ['file-write*', 'file-link'] as const
