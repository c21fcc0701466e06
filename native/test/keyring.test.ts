/** The caller's keys stay outside. */

import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { attempts, compileProbe, identities, outcomes, runSpec, spec } from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

/** Node.js has no name for it. */
const ENOKEY = '126'

/** A kernel without keyrings, or a container that closes them, has nothing to test. */
function hasKeyrings(): boolean {
  try {
    return readFileSync('/proc/keys', 'utf8') !== ''
  } catch {
    return false
  }
}

describe.skipIf(!hasKeyrings()).each(identities)(
  'as $name (skipped where there are no keyrings)',
  (identity) => {
    const before = `set -- ${probe.path} with-key sandbox-test-key "$@"`
    const find = ['key', 'sandbox-test-key']

    test('a key in the caller’s session keyring cannot be found', async () => {
      const ended = await runSpec(spec([], [probe.path, ...find]), { identity, before })
      expect(outcomes(ended.stdout)).toEqual([ENOKEY])
    })

    test('the command has a session keyring of its own', async () => {
      const argv = [probe.path, ...attempts(['keep-key', 'sandbox-other-key'], ['key', 'sandbox-other-key'])]
      const ended = await runSpec(spec([], argv), { identity, before })
      expect(outcomes(ended.stdout)).toEqual(['ok', 'ok'])
    })

    test('where a container refuses every call to keys the command runs: it is refused them too', async () => {
      const around = `set -- ${probe.path} refusing-keys all "$@"`
      const ended = await runSpec(spec([], [probe.path, ...find]), { identity, before: around })
      expect(outcomes(ended.stdout)).toEqual(['EPERM'])
    })

    test('nothing runs where only keyctl is refused', async () => {
      const around = `set -- ${probe.path} refusing-keys keyctl "$@"`
      const ended = await runSpec(spec([], ['echo', 'ran']), { identity, before: around })
      expect(ended).toMatchObject({
        code: 125,
        stdout: '',
        status: ['setup-failed', "cannot leave the caller's session keyring: Operation not permitted"],
      })
    })
  },
)
