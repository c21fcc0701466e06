import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { dial } from './dial.js'
import { createPlaces } from './places.js'

/** A dial whose sockets do what the test says; the first attempt has its place already. */
function attempts(amount: number, most: number) {
  const places = createPlaces(most, () => {})
  places.tryTake()
  const opened: Socket[] = []
  let refusals = 0
  const gone = new AbortController()
  let wake = () => {}
  const socket = dial({
    addresses: Array.from({ length: amount }, (_, index) => `192.0.2.${index}`),
    port: 80,
    attemptDelay: 1,
    signal: gone.signal,
    spare: {
      tryTake: () => {
        const isGiven = places.tryTake()
        if (!isGiven) refusals++
        wake()
        return isGiven
      },
      release: places.release,
    },
    open: () => {
      const made = new Socket()
      opened.push(made)
      wake()
      return made
    },
  })
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const reached = (count: number) => until(() => opened.length === count)
  const refused = (count: number) => until(() => refusals === count)
  /** How many places are free; none of them is afterwards. */
  const drain = () => {
    let count = 0
    while (places.tryTake()) count++
    return count
  }
  return { places, opened, gone, socket, reached, refused, drain }
}

test('every attempt beside another has a place of its own, and all but the winner give it back', async () => {
  const { opened, socket, reached, drain } = attempts(3, 10)
  await reached(3)
  expect(drain()).toBe(7)
  opened[1]?.emit('connect')
  expect(await socket).toBe(opened[1])
  expect(drain()).toBe(2)
  expect([opened[0]?.destroyed, opened[2]?.destroyed]).toEqual([true, true])
})

test('an attempt without a place waits for one, or until no other is under way', async () => {
  const { places, opened, socket, reached, refused, drain } = attempts(3, 1)
  await refused(3)
  expect(opened).toHaveLength(1)
  places.release()
  await reached(2)
  expect(drain()).toBe(0)
  opened[0]?.emit('error', new Error('no'))
  opened[1]?.emit('error', new Error('no'))
  await reached(3)
  opened[2]?.emit('error', new Error('no'))
  await expect(socket).rejects.toMatchObject({ type: 'destination_unavailable' })
  expect(drain()).toBe(1)
})

test('who leaves gives every place back', async () => {
  const { gone, socket, reached, drain } = attempts(3, 3)
  await reached(3)
  gone.abort(new Error('gone'))
  await expect(socket).rejects.toThrow('gone')
  expect(drain()).toBe(2)
})
