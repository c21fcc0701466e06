/** A throw-away workspace on the real file system. Not below `/tmp`, which the default policy lets be written. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createSandbox, type Sandbox, type SandboxOptions } from '../src/index.js'

/** Removes everything it made, and closes every sandbox. */
export class Place {
  readonly directory = mkdtempSync('/var/tmp/sandbox-core-test-')
  readonly workspace = join(this.directory, 'work')
  readonly #sandboxes: Sandbox[] = []

  constructor() {
    mkdirSync(this.workspace)
  }

  /** A sandbox for the workspace that no configuration of this machine has a say in. */
  async sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
    const environment = { ...process.env, HOME: this.directory, XDG_CONFIG_HOME: this.directory }
    const managedFile = join(this.directory, 'no-managed-file.toml')
    const sandbox = await createSandbox({ cwd: this.workspace, environment, managedFile, ...options })
    this.#sandboxes.push(sandbox)
    return sandbox
  }

  file(path: string, content: string): string {
    const full = join(this.directory, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, content)
    return full
  }

  async remove(): Promise<void> {
    for (const sandbox of this.#sandboxes) await sandbox.close()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
