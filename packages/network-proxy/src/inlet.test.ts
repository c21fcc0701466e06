import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../test/support/servers.js'
import { type BufferBudget, createInlet, type Inlet } from './inlet.js'

const PLENTY = 8 * 1024 * 1024
const BLOCK = Buffer.alloc(1024 * 1024, 'x')

/** A connection that is read through an inlet, and its other end. */
async function connection(budget: BufferBudget): Promise<{ near: Socket; far: Socket; inlet: Inlet }> {
  const server = createServer({ allowHalfOpen: true })
  const port = await listen(server)
  const inlet = createInlet(budget)
  const near = connect({ port, host: '127.0.0.1', allowHalfOpen: true, onread: inlet.onread })
  onTestFinished(() => void near.destroy())
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [
    [Socket],
    unknown,
  ]
  return { near, far, inlet }
}

test('what came before anybody asked is there when somebody does', async () => {
  const { near, far, inlet } = await connection({ left: PLENTY })
  far.write('early')
  expect(String(await inlet.next(near))).toBe('early')
  far.end('late')
  expect(String(await inlet.next(near))).toBe('late')
  expect(await inlet.next(near)).toBeUndefined()
})

test('nothing more comes of a connection that was closed', async () => {
  const { near, inlet } = await connection({ left: PLENTY })
  const next = inlet.next(near)
  near.destroy()
  expect(await next).toBeUndefined()
})

test.each(['poured', 'drained'])(
  'the memory that a fast connection borrowed is given back: %s',
  async (how) => {
    const budget = { left: PLENTY }
    const source = await connection(budget)
    const target = await connection({ left: 0 })
    target.far.resume()
    if (how === 'drained') source.inlet.drain(source.near)
    else source.inlet.pour(source.near, target.near)
    while (budget.left === PLENTY) {
      await new Promise((resolve) => source.far.write(BLOCK, resolve))
    }
    source.near.destroy()
    await once(source.near, 'close')
    expect(budget.left).toBe(PLENTY)
  },
)

test('without memory to borrow it goes on with the smallest buffer', async () => {
  const budget = { left: 0 }
  const source = await connection(budget)
  const target = await connection({ left: 0 })
  source.inlet.pour(source.near, target.near, Buffer.from('first'))
  source.far.end(BLOCK)
  let seen = ''
  target.far.setEncoding('latin1').on('data', (text: string) => {
    seen += text
  })
  await once(target.far, 'end')
  expect(seen).toBe(`first${BLOCK}`)
  expect(budget.left).toBe(0)
})
