import { expect, test } from 'vitest'
import { encodeCpio } from './cpio.js'

const archive = encodeCpio([
  { kind: 'directory', path: '/bin', mode: 0o755 },
  { kind: 'file', path: '/bin/tool', mode: 0o755, content: Buffer.from('12345') },
  { kind: 'link', path: '/bin/other', target: 'tool' },
])

test('every member is aligned to four bytes, and the archive ends with its trailer', () => {
  const text = archive.toString('latin1')
  const starts = [...text.matchAll(/070701/g)].map(({ index }) => index)
  expect(starts).toHaveLength(4)
  expect(starts.every((start) => start % 4 === 0)).toBe(true)
  expect(archive.length % 4).toBe(0)
  expect(text).toContain('TRAILER!!!')
})
