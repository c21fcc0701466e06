/** With `terminal` the command shares the terminal but cannot type into it. */

import { afterAll, describe, expect, test } from 'vitest'
import { attempts, compileProbe, identities, outcomes, runSpec, type SpecRecord, spec } from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

const TIOCSTI = '5412'
const TIOCLINUX = '541c'
const TIOCGWINSZ = '5413'

describe.each(identities)('as $name', (identity) => {
  const injections = async (records: readonly SpecRecord[]) => {
    const list = attempts(
      ['inject', TIOCSTI],
      ['inject', TIOCLINUX],
      ['inject', `ffffffff0000${TIOCSTI}`],
      ['inject', `10000${TIOCLINUX.padStart(8, '0')}`],
      ['inject', TIOCGWINSZ],
    )
    return outcomes((await runSpec(spec(records, [probe.path, ...list]), { identity })).stdout)
  }

  /** Field 5 of /proc/self/stat, and the shell's own pid. */
  const groupAndPid = async (records: readonly SpecRecord[]) => {
    const script = 'read line < /proc/self/stat; set -- $line; echo $5 $1'
    const { stdout } = await runSpec(spec(records, ['sh', '-c', script]), { identity })
    return stdout.trim().split(' ')
  }

  test('the filter refuses injection whatever the high bits of the request are', async () => {
    expect(await injections([['terminal']])).toEqual(['EPERM', 'EPERM', 'EPERM', 'EPERM', 'ENOTTY'])
  })

  test('without it the kernel’s own answer shows', async () => {
    expect(await injections([])).toEqual(['ENOTTY', 'ENOTTY', 'ENOTTY', 'ENOTTY', 'ENOTTY'])
  })

  test('the command leads a process group of its own, with a terminal as without one', async () => {
    for (const records of [[['terminal']], []] as const) {
      const [group, pid] = await groupAndPid(records as unknown as Parameters<typeof groupAndPid>[0])
      expect(group).toBe(pid)
    }
  })
})
