import { chmod, mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Home, makeHome } from '../test/support/home.js'
import { refusal } from '../test/support/refusal.js'
import { isTrusted, trustFile, trustStoreFile, untrustFile } from './trust.js'

let home: Home
beforeEach(async () => {
  home = await makeHome()
  await home.write(home.projectFile, 'schema_version = 1\n')
})
afterEach(async () => {
  await home[Symbol.asyncDispose]()
})

const asks = async (file = home.projectFile) => isTrusted(file, await readFile(file), home.request)

describe('a project file', () => {
  test('is trusted after it was accepted, and no longer after it was given up', async () => {
    expect(await asks()).toBe(false)
    const accepted = await trustFile(home.projectFile, home.request)
    expect(accepted.path).toBe(home.projectFile)
    expect(accepted.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(await asks()).toBe(true)
    expect(await untrustFile(home.projectFile, home.request)).toBe(true)
    expect(await asks()).toBe(false)
    expect(await untrustFile(home.projectFile, home.request)).toBe(false)
  })

  test('is not trusted any more when its content changes', async () => {
    await trustFile(home.projectFile, home.request)
    await home.write(home.projectFile, 'schema_version = 1\n# changed\n')
    expect(await asks()).toBe(false)
  })

  test('with the same content elsewhere is not trusted', async () => {
    await trustFile(home.projectFile, home.request)
    const copy = join(home.request.cwd, 'sandbox.toml')
    await home.write(copy, 'schema_version = 1\n')
    expect(await asks(copy)).toBe(false)
  })

  test('is not for a link in its place, which a command can make', async () => {
    await trustFile(home.projectFile, home.request)
    const link = join(home.request.cwd, 'sandbox.toml')
    await symlink(home.projectFile, link)
    expect(await asks(link)).toBe(false)
    await trustFile(link, home.request)
    expect(await asks(link)).toBe(true)
    expect(await untrustFile(link, home.request)).toBe(true)
    expect(await asks(home.projectFile)).toBe(true)
  })

  test('is the same file through a link to its directory', async () => {
    const link = join(home.root, 'link')
    await symlink(dirname(home.projectFile), link)
    await trustFile(join(link, 'sandbox.toml'), home.request)
    expect(await asks()).toBe(true)
  })

  test('can be given up after it was deleted', async () => {
    await trustFile(home.projectFile, home.request)
    await rm(home.projectFile)
    expect(await untrustFile(home.projectFile, home.request)).toBe(true)
  })
})

describe('the record of trusted files', () => {
  test('is private and leaves no draft beside it', async () => {
    await trustFile(home.projectFile, home.request)
    const file = trustStoreFile(home.request)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700)
    expect(await readdir(dirname(file))).toEqual(['trust.json'])
  })

  test.each([
    ['{', 'it is not JSON'],
    ['{"version":2,"files":{}}', 'no version 1 list'],
    ['[]', 'no version 1 list'],
    ['{"version":1,"files":{"/a":"x"}}', 'the entry of "/a"'],
  ])('is never read nor replaced when it is %s', async (text, problem) => {
    const file = trustStoreFile(home.request)
    await home.write(file, text)
    for (const action of [asks, () => trustFile(home.projectFile, home.request)]) {
      const error = await refusal(() => action())
      expect(error.code).toBe('TRUST_STORE_BROKEN')
      expect(error.message).toContain(file)
      expect(error.message).toContain(problem)
    }
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  test('is refused when it is a directory', async () => {
    await mkdir(trustStoreFile(home.request), { recursive: true })
    expect(await refusal(() => asks())).toMatchObject({ code: 'TRUST_STORE_BROKEN' })
  })

  test('is refused when others may write it', async () => {
    await trustFile(home.projectFile, home.request)
    await chmod(trustStoreFile(home.request), 0o622)
    const error = await refusal(() => asks())
    expect(error.code).toBe('TRUST_STORE_OPEN')
    expect(error.hint).toContain('chmod 600')
  })
})
