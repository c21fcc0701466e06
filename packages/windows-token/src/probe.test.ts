import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostFiles } from '@sandbox/policy'
import { describe, expect, test } from 'vitest'
import type { Answer } from './launch/session.js'
import { isFileOnDisk, probe } from './probe.js'

const OWN = { stateDirectory: 'C:\\state', helper: 'C:\\helper.exe' }

/** A helper that covers nothing and knows local drives with access lists; `asked` is what it was asked about. */
function answering() {
  const asked: string[] = []
  const ask = async (_: number, ...fields: readonly Uint8Array[]): Promise<Answer> => {
    asked.push(...fields.map((field) => Buffer.from(field).toString('utf16le').replace('\0', '')))
    const body = Buffer.alloc(8)
    body.writeUInt32LE(0x8, 4)
    return { code: 0, body }
  }
  return { asked, ask }
}

describe('a drive', () => {
  test('that is there is asked about', async () => {
    const { asked, ask } = answering()
    const kind = (path: string) => (path === 'C:\\' ? 'directory' : 'missing')
    const { drives } = await probe({ ask }, OWN, { kind })
    expect([...drives]).toEqual([['C:\\', { remote: false, persistentAcls: true }]])
    expect(asked).toEqual(['C:\\'])
  })

  // An empty reader, a locked drive: for resolving a policy they are missing, and the two must agree.
  test('that cannot be looked at is not there, to the policy and to us', async () => {
    const { ask } = answering()
    const place = mkdtempSync(join(tmpdir(), 'sandbox-windows-'))
    try {
      symlinkSync('loop', join(place, 'loop'))
      const files = { kind: (path: string) => hostFiles.kind(join(place, 'loop', path)) }
      expect((await probe({ ask }, OWN, files)).drives.size).toBe(0)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })
})

test('what cannot be looked at is no program, and the search goes on', () => {
  const place = mkdtempSync(join(tmpdir(), 'sandbox-windows-'))
  try {
    writeFileSync(join(place, 'file'), '')
    mkdirSync(join(place, 'directory'))
    symlinkSync('loop', join(place, 'loop'))
    const names = ['file', 'directory', 'loop', 'missing']
    expect(names.map((name) => isFileOnDisk(join(place, name)))).toEqual([true, false, false, false])
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
})
