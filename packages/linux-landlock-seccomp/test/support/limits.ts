/** Limits as commands meet them, whatever the backend. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Place, type TestUser, users } from './place.js'
import { buildProbe } from './probe.js'

/** Reaches every limit that ends or hinders one command, as every user. */
export function testLimits(placeOf: (user: TestUser) => Place): void {
  describe.each(users)('as $name', (user) => {
    let place: Place
    beforeEach(() => {
      place = placeOf(user)
      // Without namespaces nothing can be made directly beside protected names.
      place.directory(place.at('w/d'))
    })
    afterEach(() => place.remove())

    const sh = (script: string, limits: object) =>
      place.sh(script, { '/': 'read', [place.workspace]: 'write' }, { limits })

    test('a command that writes too large a file is ended, and the limit is named', () => {
      const run = sh('exec head -c 3000 /dev/zero > d/large', { files: 2000 })
      expect(run).toMatchObject({
        exitCode: 128 + 25,
        denials: [{ kind: 'limit', rule: 'limits.files', reason: expect.stringContaining('2000 bytes') }],
      })
      expect(sh('wc -c < d/large', {}).stdout.trim()).toBe('2000')
    })

    test('a command that computes for too long is ended, and the limit is named', () => {
      const run = sh('while :; do :; done', { cpu: 500 })
      expect(run).toMatchObject({ started: true, denials: [{ kind: 'limit', rule: 'limits.cpu' }] })
      expect([128 + 24, 128 + 9]).toContain(run.exitCode)
    })

    test('a command that runs for too long is ended, and the limit is named', () => {
      const run = sh('sleep 1000', { timeout: 100 })
      expect(run).toMatchObject({ exitCode: 137, denials: [{ kind: 'limit', rule: 'limits.timeout' }] })
    })

    test('a command that writes too much is ended, and the limit is named', () => {
      const run = sh('yes', { output: 5000 })
      expect(run).toMatchObject({ exitCode: 137, denials: [{ kind: 'limit', rule: 'limits.output' }] })
      expect(run.stdout).toHaveLength(5000)
      expect(sh('head -c 5000 /dev/zero', { output: 5000 })).toMatchObject({ exitCode: 0, denials: [] })
    })

    test('a command that left its group does not go on after it wrote too much', () => {
      buildProbe(place.at('probe'))
      const run = sh('exec $BASE/probe regroup none', { output: 5000, timeout: 10_000 })
      expect(run).toMatchObject({ exitCode: 137, denials: [{ rule: 'limits.output' }] })
    })

    test('memory beyond the limit cannot be had', () => {
      const script = `head -c 300000000 /dev/zero | tail -c 200000000 | wc -c`
      expect(sh(script, { memory: 64 << 20 }).stdout.trim()).not.toBe('200000000')
      expect(sh(script, { memory: 1 << 30 }).stdout.trim()).toBe('200000000')
    })

    test('a command that stays below all of them is told of none', () => {
      const run = sh('echo done > d/file; cat d/file', {
        files: 2000,
        cpu: 10_000,
        memory: 1 << 30,
        timeout: 60_000,
      })
      expect(run).toMatchObject({ exitCode: 0, stdout: 'done\n', denials: [] })
    })
  })
}
