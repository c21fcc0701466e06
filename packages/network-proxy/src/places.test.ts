import { expect, test } from 'vitest'
import { createPlaces } from './places.js'

const never = new AbortController().signal

test('who finds no place waits, and they are given in the order of coming', async () => {
  let wished = 0
  const places = createPlaces(1, () => {
    wished++
  })
  await places.take(never)
  expect(places.tryTake()).toBe(false)
  expect([places.isWanted(), wished]).toEqual([false, 0])
  const given: string[] = []
  const takers = ['first', 'second'].map((name) => places.take(never).then(() => given.push(name)))
  expect([places.isWanted(), wished]).toEqual([true, 2])
  places.release()
  await takers[0]
  expect(given).toEqual(['first'])
  places.release()
  await takers[1]
  expect(places.isWanted()).toBe(false)
  places.release()
  expect(places.tryTake()).toBe(true)
})

test('who leaves is not waited for', async () => {
  const places = createPlaces(1, () => {})
  await places.take(never)
  const gone = new AbortController()
  const left = places.take(gone.signal)
  const other = places.take(never)
  gone.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  places.release()
  await other
  await expect(places.take(gone.signal)).rejects.toThrow('gone')
  expect(places.isWanted()).toBe(false)
})
