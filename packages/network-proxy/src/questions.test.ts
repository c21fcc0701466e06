import { expect, test } from 'vitest'
import { createQuestions, type EgressAnswer, type EgressQuestion } from './questions.js'

const QUESTION: EgressQuestion = { host: 'a.test', port: 443, protocol: 'connect' }
const NO = { action: 'deny', reason: undefined }

test('everybody who waits for the same host and port shares one question', async () => {
  const asked: number[] = []
  let answer: (answer: EgressAnswer) => void = () => {}
  const questions = createQuestions(
    ({ port }) => {
      asked.push(port)
      return new Promise((resolve) => {
        answer = resolve
      })
    },
    () => {},
  )
  const waiting = [questions.ask(QUESTION), questions.ask({ ...QUESTION, protocol: 'http', method: 'GET' })]
  answer('allow')
  expect(await Promise.all(waiting)).toEqual([
    { action: 'allow', private: false },
    { action: 'allow', private: false },
  ])
  await questions.ask(QUESTION)
  expect(asked).toEqual([443])
  void questions.ask({ ...QUESTION, port: 80 })
  expect(asked).toEqual([443, 80])
})

test.each<[unknown, object]>([
  ['allow', { action: 'allow', private: false }],
  [{ action: 'allow' }, { action: 'allow', private: false }],
  [
    { action: 'allow', private: true },
    { action: 'allow', private: true },
  ],
  [
    { action: 'allow', private: 1 },
    { action: 'allow', private: false },
  ],
  ['deny', NO],
  [
    { action: 'deny', reason: 'not today' },
    { action: 'deny', reason: 'not today' },
  ],
  ['ALLOW', NO],
  ['yes', NO],
  [{}, NO],
])('the answer %j means %j', async (answer, verdict) => {
  const questions = createQuestions(
    () => answer as EgressAnswer,
    () => {},
  )
  expect(await questions.ask(QUESTION)).toEqual(verdict)
})

test.each([[undefined], [null], [true], [1]])('the answer %s is a no', async (answer) => {
  const questions = createQuestions(
    () => answer as unknown as EgressAnswer,
    () => {},
  )
  expect(await questions.ask(QUESTION)).toMatchObject({ action: 'deny' })
})

test('a hook that fails means no, and is asked again by the next request', async () => {
  let asked = 0
  const questions = createQuestions(
    () => {
      asked++
      throw new Error('no terminal')
    },
    () => {},
  )
  expect(await questions.ask(QUESTION)).toMatchObject({ action: 'deny' })
  expect(await questions.ask(QUESTION)).toMatchObject({ action: 'deny' })
  expect(asked).toBe(2)
})

test('closing answers everybody with no', async () => {
  const questions = createQuestions(
    () => new Promise(() => {}),
    () => {},
  )
  const waiting = questions.ask(QUESTION)
  questions.close()
  expect(await waiting).toEqual({ action: 'deny', reason: 'the proxy was closed' })
})
