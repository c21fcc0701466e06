/** Finds the kernel that a Debian suite gives to a new machine of a cloud, and its image. */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FetchedPackage, SuiteArchive } from './archive.js'

/** The kernels for clouds are the smallest; they boot fastest. */
const META_PACKAGE = 'linux-image-cloud-amd64'

/** A kernel to boot, and the package it came in. */
export interface KernelImage {
  readonly path: string
  readonly source: FetchedPackage
}

/** The meta package leads to the package of the newest version, which since 6.19 keeps the image in one more. */
export async function fetchKernel(archive: SuiteArchive): Promise<KernelImage> {
  let source = await archive.fetch(META_PACKAGE)
  for (const wanted of [/^linux-image-\d.*-cloud-amd64$/, /^linux-binary-\d.*-cloud-amd64$/]) {
    const next = source.depends.find((name) => wanted.test(name))
    if (next === undefined) break
    source = await archive.fetch(next)
    const path = await imageIn(source)
    if (path !== undefined) return { path, source }
  }
  throw new Error(`${source.name} ${source.version} leads to no kernel image`)
}

async function imageIn({ directory }: FetchedPackage): Promise<string | undefined> {
  for (const place of ['boot', 'usr/lib/linux', 'usr/lib/modules']) {
    const names = await readdir(join(directory, place), { recursive: true }).catch(() => [])
    const image = names.find((name) => /(^|\/)vmlinuz[^/]*$/.test(name))
    if (image !== undefined) return join(directory, place, image)
  }
  return undefined
}
