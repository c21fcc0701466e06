import { describe, expect, test } from 'vitest'
import { clientHello, helloMessage, records } from '../test/support/client-hello.js'
import { readClientHello } from './client-hello.js'

describe('the first bytes of a tunnel', () => {
  test.each([
    ['a name', clientHello('example.com'), { serverName: 'example.com' }],
    ['no name', clientHello(), { serverName: undefined }],
    ['no extensions', records(helloMessage({ withoutExtensions: true })), { serverName: undefined }],
    ['more behind it', Buffer.concat([clientHello('a'), Buffer.from('xyz')]), { serverName: 'a' }],
    ['records of one byte', records(helloMessage({ names: ['a.b'] }), 1), { serverName: 'a.b' }],
    [
      'a cut inside the name',
      records(helloMessage({ names: ['example.com'] }), 100),
      { serverName: 'example.com' },
    ],
    ['more than one record', clientHello('a', { padding: 20_000 }), { serverName: 'a' }],
    ['SSH', Buffer.from('SSH-2.0-x\r\n'), 'other'],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n'), 'other'],
    ['a byte of TLS and another major version', Buffer.from([22, 1, 0]), 'other'],
    ['SSLv2', Buffer.from([0x80, 0x2e, 1, 3, 1]), 'other'],
    ['two names', records(helloMessage({ names: ['a', 'b'] })), 'malformed'],
    ['two extensions of names', records(helloMessage({ names: ['a'], again: ['b'] })), 'malformed'],
    ['a name of an unknown type', records(helloMessage({ names: ['a'], nameType: 1 })), 'malformed'],
    ['an alert first', Buffer.from([21, 3, 1, 0, 2, 1, 0]), 'malformed'],
    ['a change of cipher first', Buffer.from([20, 3, 1, 0, 1, 1]), 'malformed'],
    ['application data first', Buffer.from([23, 3, 1, 0, 1, 1]), 'malformed'],
    ['a server hello', Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]), 'malformed'],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0]), 'malformed'],
    ['a record that is too long', Buffer.from([22, 3, 1, 0xff, 0xff]), 'malformed'],
    ['a hello that is too long', Buffer.from([22, 3, 1, 0, 4, 1, 0xff, 0, 0]), 'malformed'],
    ['too many records', records(helloMessage({ names: ['a'], padding: 300 }), 1), 'malformed'],
    [
      'an alert between two records',
      Buffer.concat([
        records(helloMessage({ names: ['a'] })).subarray(0, 5),
        Buffer.alloc(0),
        Buffer.from([1]),
      ]),
      { needs: expect.any(Number) },
    ],
  ])('%s', (_, bytes, result) => {
    expect(readClientHello(bytes)).toEqual(result)
  })

  test('an alert between two records of one hello is malformed', () => {
    const whole = records(helloMessage({ names: ['example.com'] }), 50)
    const alert = Buffer.from([21, 3, 1, 0, 2, 1, 0])
    expect(readClientHello(Buffer.concat([whole.subarray(0, 55), alert, whole.subarray(55)]))).toBe(
      'malformed',
    )
  })

  test('every beginning of a hello needs more, and says how much', () => {
    const whole = clientHello('example.com')
    for (let length = 0; length < whole.length; length++) {
      const result = readClientHello(whole.subarray(0, length))
      expect(result).toHaveProperty('needs')
      const { needs } = result as { needs: number }
      expect(needs).toBeGreaterThan(length)
      expect(needs).toBeLessThanOrEqual(whole.length)
    }
  })

  test('every cut of the message inside its lengths is malformed or names no other server', () => {
    const message = helloMessage({ names: ['example.com'] })
    for (let length = 4; length < message.length; length++) {
      const cut = Buffer.from(message.subarray(0, length))
      cut.writeUIntBE(length - 4, 1, 3)
      expect(['malformed', { serverName: undefined }]).toContainEqual(readClientHello(records(cut)))
    }
  })
})
