/** Fetches packages of a Debian suite by name, whatever this host itself runs, and records what exactly came. */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
/** The Debian releases whose packages are used here. */
export type Suite = 'bullseye' | 'bookworm' | 'trixie' | 'trixie-backports'

/** A package as it was fetched. */
export interface FetchedPackage {
  readonly name: string
  readonly version: string
  readonly sha256: string
  /** Where it lies unpacked. */
  readonly directory: string
  /** What it needs, by name. */
  readonly depends: readonly string[]
}

/** One suite, with its own package lists: this host's are neither read nor changed. */
export class SuiteArchive {
  readonly #suite: Suite
  readonly #directory: string
  #options: Promise<readonly string[]> | undefined

  /** @param cache where lists and packages are kept between runs */
  constructor(suite: Suite, cache: string) {
    this.#suite = suite
    this.#directory = join(cache, suite)
  }

  /** Unpacked, never installed. Taken from the cache when it is there; delete the cache to get newer ones. */
  async fetch(name: string): Promise<FetchedPackage> {
    const place = join(this.#directory, 'packages', name)
    const remembered = await readJson<Omit<FetchedPackage, 'directory'>>(join(place, 'package.json'))
    if (remembered !== undefined) return { ...remembered, directory: join(place, 'content') }
    await mkdir(join(this.#directory, 'packages'), { recursive: true })
    const work = await mkdtemp(join(this.#directory, 'packages', '.new-'))
    try {
      await this.#download(name, work)
      const file = (await readdir(work)).find((entry) => entry.endsWith('.deb')) ?? ''
      const sha256 = createHash('sha256')
        .update(await readFile(join(work, file)))
        .digest('hex')
      await run('dpkg-deb', ['-x', join(work, file), join(work, 'content')])
      const [version = '', depends = ''] = await this.#fields(join(work, file), 'Version', 'Depends')
      await rm(join(work, file))
      const fetched = { name, version, sha256, depends: namesIn(depends) }
      await writeFile(join(work, 'package.json'), JSON.stringify(fetched))
      await rename(work, place)
      return { ...fetched, directory: join(place, 'content') }
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }

  async #download(name: string, directory: string): Promise<void> {
    this.#options ??= this.#prepare()
    try {
      await run('apt-get', [...(await this.#options), 'download', name], { cwd: directory })
    } catch (error) {
      throw new Error(`Debian ${this.#suite} does not give the package ${name}`, { cause: error })
    }
  }

  async #fields(file: string, ...names: readonly string[]): Promise<readonly string[]> {
    const answers = await Promise.all(names.map((name) => run('dpkg-deb', ['-f', file, name])))
    return answers.map(({ stdout }) => stdout.trim())
  }

  /** The package lists are verified by apt with Debian's own key. */
  async #prepare(): Promise<readonly string[]> {
    const apt = join(this.#directory, 'apt')
    await mkdir(join(apt, 'lists', 'partial'), { recursive: true })
    await mkdir(join(apt, 'cache', 'archives', 'partial'), { recursive: true })
    const sources = join(apt, 'sources.list')
    await writeFile(sources, `deb [signed-by=${KEYRING}] ${await debianAddress()} ${this.#suite} main\n`)
    const settings = [
      `Dir::Etc::SourceList=${sources}`,
      'Dir::Etc::SourceParts=/nonexistent',
      `Dir::State::Lists=${join(apt, 'lists')}`,
      `Dir::Cache=${join(apt, 'cache')}`,
      'Acquire::Languages=none',
      'APT::Architecture=amd64',
      'APT::Architectures=amd64',
      // The user that apt gives its rights up for cannot write to a checkout.
      'APT::Sandbox::User=root',
    ]
    const options = settings.flatMap((setting) => ['-o', setting])
    await run('apt-get', [...options, '-qq', '--error-on=any', 'update'])
    return options
  }
}

/** The archive that the host's own apt uses, so that mirrors and proxies are respected. */
async function debianAddress(): Promise<string> {
  const given = process.env.SANDBOX_DEBIAN_ARCHIVE
  if (given !== undefined) return given
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)'])
  const found = stdout.split('\n').find((address) => /\/debian\/?$/.test(address))
  if (found === undefined) {
    throw new Error("this host's apt knows no Debian archive; name one in SANDBOX_DEBIAN_ARCHIVE")
  }
  return found
}

function namesIn(depends: string): readonly string[] {
  return depends
    .split(/[,|]/)
    .map((one) => one.trim().split(/[\s:(]/)[0] ?? '')
    .filter((name) => name !== '')
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch {
    return undefined
  }
}
