/** The system call filter as commands meet it: each row of the table, asked in a real sandbox. */

import { constants } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ARCHITECTURES, type Arch } from '../../src/architecture.js'
import { refusalOf } from './answers.js'
import { CASES } from './cases.js'
import { type Place, type TestUser, users } from './place.js'
import { buildProbe, encode } from './probe.js'

const arch = process.arch as Arch
const numbers: Readonly<Partial<Record<string, number>>> = ARCHITECTURES[arch].calls
const cases = CASES.filter(({ call }) => numbers[call] !== undefined)
const calls = cases.map(({ call, args }) => ({ nr: numbers[call] ?? -1, args }))

const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
const nameOf = (errno: number | undefined) => (errno === 0 ? 'ok' : names.get(errno ?? -1))

/** Asks every row, as every user, in the sandbox that the places of a backend make. */
export function testSystemCalls(placeOf: (user: TestUser) => Place): void {
  describe.each(users)('as $name', (user) => {
    let place: Place
    beforeEach(() => {
      place = placeOf(user)
      buildProbe(place.at('probe'))
    })
    afterEach(() => place.remove())

    describe.each(['none', 'full'] as const)('egress %s', (egress) => {
      const run = (script: string) =>
        place.sh(script, { '/': 'read', [place.workspace]: 'write' }, { egress })

      test('every case of the table is answered as the table says', () => {
        place.file(place.at('calls'), encode(calls))
        const { stdout, stderr } = run('$BASE/probe calls none < $BASE/calls')
        expect(stderr).toBe('')
        const told = stdout.trim().split('\n').map(Number)
        expect(told).toHaveLength(cases.length)
        for (const [at, one] of cases.entries()) {
          // Whether there is IPv6 depends on the machine: there only the refusal is known.
          const meant = refusalOf(one, { egress, arch }) ?? one.kernel
          if (meant !== undefined) expect([one.title, nameOf(told[at])]).toEqual([one.title, meant])
        }
      })
    })

    test('a call of another architecture ends the process', ({ skip }) => {
      skip(arch !== 'x64', 'only x64 has another architecture within reach of a 64-bit process')
      const { stdout } = place.sh('$BASE/probe foreign none', { '/': 'read' })
      expect(stdout.trim()).toBe('Bad system call')
    })
  })
}
