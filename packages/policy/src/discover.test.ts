import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Home, makeHome } from '../test/support/home.js'
import { refusal } from '../test/support/refusal.js'
import { discoverFiles } from './discover.js'
import { userConfigDirectory } from './host.js'

let home: Home
beforeEach(async () => {
  home = await makeHome()
})
afterEach(async () => {
  await home[Symbol.asyncDispose]()
})

const found = async (policyFile?: string) => {
  const files = await discoverFiles(home.request, policyFile)
  return { explicit: files.explicit?.file, user: files.user?.file, project: files.project?.file }
}

describe('looking for configuration files', () => {
  test('finds none where there is none', async () => {
    expect(await found()).toEqual({ explicit: undefined, user: undefined, project: undefined })
  })

  test("finds the user's file and the nearest file at or above the working directory", async () => {
    await home.write(home.userFile, '')
    await home.write(join(home.root, 'sandbox.toml'), '')
    await home.write(home.projectFile, '')
    expect(await found()).toMatchObject({ user: home.userFile, project: home.projectFile })
  })

  test("leaves the project's file aside when another one is named", async () => {
    await home.write(home.projectFile, '')
    await home.write(join(home.request.cwd, 'other.json'), '{}')
    expect(await found('other.json')).toEqual({
      explicit: join(home.request.cwd, 'other.json'),
      user: undefined,
      project: undefined,
    })
  })

  test('takes an empty directory for a missing file and looks further up', async () => {
    await mkdir(join(home.request.cwd, 'sandbox.toml'))
    await home.write(home.projectFile, '')
    expect(await found()).toMatchObject({ project: home.projectFile })
  })

  test('refuses a directory that holds something', async () => {
    await mkdir(join(home.projectFile, 'inside'), { recursive: true })
    const error = await refusal(() => found())
    expect(error.code).toBe('POLICY_NOT_A_FILE')
    expect(error.message).toContain(home.projectFile)
  })

  test('refuses two formats in one directory', async () => {
    await home.write(home.projectFile, '')
    const json = home.projectFile.replace('.toml', '.json')
    await home.write(json, '{}')
    const error = await refusal(() => found())
    expect(error).toMatchObject({ code: 'POLICY_TWO_FILES' })
    expect(error.message).toContain(json)
  })

  test('takes a link that leads nowhere for a missing file', async () => {
    await symlink(join(home.root, 'nothing'), home.projectFile)
    expect(await found()).toMatchObject({ project: undefined })
  })

  test('refuses a named file that is missing', async () => {
    expect(await refusal(() => found('missing.toml'))).toMatchObject({ code: 'POLICY_FILE_NOT_FOUND' })
  })
})

describe("the user's configuration directory", () => {
  const directory = (environment: Record<string, string>, platform: 'linux' | 'darwin' | 'win32') =>
    userConfigDirectory({ home: platform === 'win32' ? 'C:\\me' : '/me', environment, platform })

  test.each([
    [{}, 'linux', '/me/.config/sandbox'],
    [{ XDG_CONFIG_HOME: '/cfg' }, 'linux', '/cfg/sandbox'],
    [{ XDG_CONFIG_HOME: 'relative' }, 'linux', '/me/.config/sandbox'],
    [{ XDG_CONFIG_HOME: '' }, 'darwin', '/me/.config/sandbox'],
    [{ APPDATA: 'D:\\Roaming' }, 'win32', 'D:\\Roaming\\sandbox'],
    [{}, 'win32', 'C:\\me\\AppData\\Roaming\\sandbox'],
  ] as const)('with %j on %s is %s', (environment, platform, expected) => {
    expect(directory(environment, platform)).toBe(expected)
  })
})
