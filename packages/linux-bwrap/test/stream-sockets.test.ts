/** What a command can do with a socket of the host that it was given as standard input. */

import { describe, expect, test } from 'vitest'
import { sendByStandardInput } from '../../linux-landlock-seccomp/test/support/stream-sockets.js'
import { TestPlace, users } from './sandbox.js'

describe.each(users)('as $name', (user) => {
  const send = async (egress: 'none' | 'full') => {
    const place = new TestPlace(user)
    try {
      return await sendByStandardInput(place, egress)
    } finally {
      place.remove()
    }
  }

  test('without a network it is not handed on, and the error says what to do', async () => {
    const { result, arrived } = await send('none')
    expect(arrived).toEqual([])
    expect(result).toMatchObject({ exitCode: 125, started: false, error: { code: 'SETUP_FAILED' } })
    expect(result.error?.message).toMatch(
      /standard input is a socket .*pipe in between, as in `cat \| sandbox`/,
    )
  })

  test('in the network of the host it is', async () => {
    const { result, arrived } = await send('full')
    expect(result).toMatchObject({ exitCode: 0 })
    expect(arrived).toEqual(['out'])
  })
})
