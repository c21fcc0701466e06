/** A home, a project below it, and a place for the administrator, all in one directory that is removed afterwards. */

import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { LoadRequest } from '../../src/load.js'

export interface Home {
  readonly root: string
  /** A request from inside the project, with no other configuration of this machine in sight. */
  readonly request: LoadRequest
  readonly userFile: string
  readonly projectFile: string
  readonly managedFile: string
  write(file: string, text: string): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function makeHome(): Promise<Home> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sandbox-home-')))
  const cwd = join(root, 'project', 'src')
  const managedFile = join(root, 'etc', 'requirements.toml')
  await mkdir(cwd, { recursive: true })
  return {
    root,
    request: {
      cwd,
      home: root,
      environment: { XDG_CONFIG_HOME: join(root, 'config') },
      platform: 'linux',
      managedFile,
    },
    userFile: join(root, 'config', 'sandbox', 'config.toml'),
    projectFile: join(root, 'project', 'sandbox.toml'),
    managedFile,
    async write(file, text) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      await chmod(file, 0o600)
    },
    async [Symbol.asyncDispose]() {
      await rm(root, { recursive: true })
    },
  }
}
