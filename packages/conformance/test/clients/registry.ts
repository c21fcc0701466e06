/** The least an npm registry and a Python index must serve for one package each to be installed. */

import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The one package, of both worlds. */
export const PACKAGE = 'tiny-thing'
/** What both print. */
export const GREETING = 'tiny but there'

const execute = promisify(execFile)

/** Tells about the package with the base URL under which it was asked for. Needs tar. */
export async function npmRegistry(directory: string): Promise<RequestListener> {
  const archive = join(directory, 'package.tgz')
  await write(join(directory, 'package'), {
    'package.json': JSON.stringify({ name: PACKAGE, version: '1.0.0', main: 'index.js' }),
    'index.js': `console.log(${JSON.stringify(GREETING)})`,
  })
  await execute('tar', ['-czf', archive, '-C', directory, 'package'])
  const bytes = await readFile(archive)
  return ({ url, headers, socket }, response) => {
    const base = `${'encrypted' in socket ? 'https' : 'http'}://${headers.host}`
    const tarball = `/${PACKAGE}/-/${PACKAGE}-1.0.0.tgz`
    if (url === tarball) {
      response.end(bytes)
    } else if (url === `/${PACKAGE}`) {
      const version = { name: PACKAGE, version: '1.0.0', dist: { tarball: `${base}${tarball}` } }
      const versions = { '1.0.0': version }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name: PACKAGE, 'dist-tags': { latest: '1.0.0' }, versions }))
    } else {
      response.writeHead(404).end()
    }
  }
}

/** A simple index (PEP 503) of one wheel. Needs python3. */
export async function pythonIndex(directory: string, python: string): Promise<RequestListener> {
  const name = PACKAGE.replace('-', '_')
  const about = `${name}-1.0.dist-info`
  const wheel = `${name}-1.0-py3-none-any.whl`
  await write(directory, { [`${name}.py`]: `print(${JSON.stringify(GREETING)})` })
  await write(join(directory, about), {
    METADATA: `Metadata-Version: 2.1\nName: ${PACKAGE}\nVersion: 1.0\n`,
    WHEEL: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    RECORD: `${name}.py,,\n${about}/METADATA,,\n${about}/WHEEL,,\n${about}/RECORD,,\n`,
  })
  await execute(python, ['-m', 'zipfile', '-c', wheel, `${name}.py`, about], { cwd: directory })
  const bytes = await readFile(join(directory, wheel))
  return ({ url }, response) => {
    if (url === `/simple/${PACKAGE}/`) {
      response.setHeader('content-type', 'text/html')
      response.end(`<!DOCTYPE html><html><body><a href="/${wheel}">${wheel}</a></body></html>`)
    } else if (url === `/${wheel}`) {
      response.end(bytes)
    } else {
      response.writeHead(404).end()
    }
  }
}

async function write(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content)
}
