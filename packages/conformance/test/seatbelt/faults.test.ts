/**
 * The suite is worth what it finds: faults that a generator could have, planted one by one into its output. Each must
 * be noticed by the expectation table, the sequences' scenario or the compiler.
 */

import type { SeatbeltProfile } from '@sandbox/macos-seatbelt'
import { expect, test } from 'vitest'
import { ALL_EXPECTATIONS } from '../../../macos-seatbelt/test/expectations/all.js'
import { CLOSED_EXPECTATIONS } from '../../../macos-seatbelt/test/expectations/files.js'
import type { Machine } from '../../src/sbpl/index.js'
import { callOf, expectationScenario, rowsOf } from './support/expected.js'

type Fault = (profile: SeatbeltProfile) => SeatbeltProfile

/** A change of the text wherever it applies. */
const inText =
  (search: RegExp | string, replacement: string): Fault =>
  ({ text, params }) => ({ text: text.replaceAll(search, replacement), params })

const DENIES = '; ---- From here on everything denies. ----\n'

/** The definitions that a faulty text no longer uses are left out with it, so that only the fault is judged. */
const withoutUnused = ({ text, params }: SeatbeltProfile): SeatbeltProfile => ({
  text,
  params: Object.fromEntries(Object.entries(params).filter(([name]) => text.includes(`"${name}"`))),
})

const FAULTS: readonly (readonly [string, Fault])[] = [
  [
    'a closed place without its literal',
    inText(/\(literal \(param "(?:CLOSED|READ_ONLY)_\d+"\)\)/g, '(literal "/nowhere")'),
  ],
  [
    'a closed place without its subtree',
    inText(/\(subpath \(param "(?:CLOSED|READ_ONLY)_\d+"\)\)/g, '(literal "/nowhere")'),
  ],
  [
    'missing names without their expression',
    inText(/\(regex "\^\/Users\/me\/repo\/\([^\n]*"\)/g, '(literal "/nowhere")'),
  ],
  ['missing names in one letter case only', inText(/\[([a-z])[A-Z]\]/g, '$1')],
  [
    'the denying sections before the allowing ones',
    ({ text, params }) => {
      const [allows = '', denies = ''] = text.split(DENIES)
      const [head = '', ...others] = allows.split('\n\n')
      return { text: [head, denies, ...others].join('\n\n'), params }
    },
  ],
  ['an unescaped quote', inText('\\"', '"')],
  ['a backslash that is not doubled', inText('\\\\.', '\\.')],
  ['an expression without its first anchor', inText('(regex "^', '(regex "')],
  ['an expression without its last anchor', inText('(/.*)?$")', '")')],
  ['a glob that does not close what is below', inText('(/.*)?$")', '$")')],
  ['a root that can be renamed', inText(/\(literal \(param "KEPT_0"\)\)/g, '(literal "/nowhere")')],
  ['no directory keeps its name', inText('(deny file-write-unlink', '(deny file-write-flags')],
  [
    'one lost ancestor of a closed place',
    inText(/\(literal \(param "KEPT_[1-9]"\)\)/g, '(literal "/nowhere")'),
  ],
  [
    'a missing directory above a closed place can be made',
    inText('(deny file-write-create', '(deny file-write-flags'),
  ],
  [
    'a deny of reading that forgets writing',
    inText(/process-exec\* file-write\* file-link\n/g, 'process-exec*\n'),
  ],
  ['a deny that forgets links', inText('(deny file-write* file-link', '(deny file-write*')],
  ['links allowed by default', inText('(deny file-clone file-link ', '(deny file-clone ')],
  [
    'a specific allow that a family does not take back',
    inText('(allow file-write* file-link', '(allow file-write* file-write-unlink file-link'),
  ],
  [
    'no way to what is readable',
    inText(/\(allow file-read-metadata file-test-existence/g, '(allow file-read-xattr file-test-existence'),
  ],
  [
    'a reopened place that stays closed',
    inText(/\(subpath \(param "REOPENED_\d+"\)\)/g, '(literal "/nowhere")'),
  ],
  [
    'an opening as wide as its directory',
    inText(/\(literal \(param "WRITABLE_ROOT_\d+"\)\)/g, '(subpath "/Users/other")'),
  ],
  ['every address instead of the proxy', inText('(remote ip "localhost:8080")', '(remote ip)')],
  [
    'outgoing connections judged by their local end',
    inText('(remote ip "localhost:8080")', '(local ip "localhost:*")'),
  ],
  [
    'everything of the network instead of addresses',
    inText(
      '(allow network-outbound (remote ip)',
      '(allow network-outbound) (allow network-outbound (remote ip)',
    ),
  ],
  [
    'a path that was not made canonical',
    ({ text, params }) => ({
      text,
      params: mapValues(params, (path) => path.replace(/^\/private\/tmp/, '/tmp')),
    }),
  ],
  [
    'a path in another letter case',
    ({ text, params }) => ({
      text,
      params: mapValues(params, (path) => path.replace('/Users/me/', '/Users/Me/')),
    }),
  ],
  ['a definition left over', ({ text, params }) => ({ text, params: { ...params, LEFT_0: '/left' } })],
  [
    'a definition forgotten',
    ({ text, params }) => ({ text, params: Object.fromEntries(Object.entries(params).slice(1)) }),
  ],
  [
    'names that may not be looked up where something is readable',
    inText('(allow file-read* file-test-existence file-map', '(allow file-read* file-map'),
  ],
  [
    'a socket whose name may not be looked up',
    inText(/\(allow file-test-existence\n {2}\(literal/g, '(allow file-read-xattr\n  (literal'),
  ],
  [
    'the existence of every name',
    inText(/\(allow file-test-existence\n {2}\(require-not[\s\S]*?\n\n/g, '(allow file-test-existence)\n\n'),
  ],
  [
    'the terminals of other windows',
    inText('(deny file-read-data file-write-data\n', '(deny file-read-xattr\n'),
  ],
  ['directories that can be cloned', inText('(deny file-clone (vnode-type', '(deny file-mknod (vnode-type')],
  ['an operation that does not exist', inText('file-test-existence', 'file-test-presence')],
]

test('nothing is found in what the generator makes', () => {
  expect(findings((profile) => profile)).toEqual([])
})

test.each(FAULTS)('%s', (_, fault) => {
  let isPlanted = false
  const found = findings((profile) => {
    const faulty = fault(profile)
    isPlanted ||= faulty.text !== profile.text || faulty.params !== profile.params
    return faulty.text === profile.text ? faulty : withoutUnused(faulty)
  })
  expect(isPlanted).toBe(true)
  expect(found.length).toBeGreaterThan(0)
})

/** What the table notices: rows that differ, and profiles that do not compile or can be read in two ways. */
function findings(plant: Fault): readonly string[] {
  return ALL_EXPECTATIONS.flatMap((part) => {
    try {
      const { machine } = expectationScenario(part, plant)
      const differing = rowsOf(part).flatMap((row) => {
        const got = machine.ask(callOf(row))
        return got === row.outcome ? [] : [`${part.name}: ${row.call} ${row.path}: ${got}`]
      })
      return [...differing, ...(part === CLOSED_EXPECTATIONS ? vanished(machine) : [])]
    } catch (error) {
      return [`${part.name}: ${String(error)}`]
    }
  })
}

/** Somebody outside removes a closed directory while the command runs. */
function vanished(machine: Machine): readonly string[] {
  const path = '/Users/me/repo/docs'
  machine.tree.remove(path)
  return machine.ask({ call: 'mkdir', path }) === 'EPERM' ? [] : [`${path} can be made anew`]
}

function mapValues(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}
