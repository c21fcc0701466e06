/** Programs that people use, told about the proxy by nothing but the environment table. */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import { egressEnvironment } from '../src/index.js'
import { startProxy, type TestProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { httpServer } from './support/servers.js'

interface Outcome {
  readonly code: number | string
  readonly output: string
}

function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = tmpdir(),
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(file, args, { env, cwd, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 1), output: stdout + stderr })
    })
  })
}

async function field(): Promise<{ proxy: TestProxy; port: number; env: Record<string, string> }> {
  const port = await httpServer(({ url }, response) => void response.end(`reached ${url}`))
  const proxy = await startProxy({ policy: egress({ [`good.test:${port}`]: LOCAL }) })
  const given = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    HTTP_PROXY: 'http://corp.invalid:1',
    NO_PROXY: 'good.test,evil.test',
  }
  const env = egressEnvironment(given, { endpoint: proxy.at, platform: 'linux', allowLocalBinding: false })
  return { proxy, port, env }
}

async function needs(
  context: TestContext,
  program: string,
  isEnough: (version: string) => boolean = () => true,
) {
  const { code, output } = await run(program, ['--version'], { PATH: process.env.PATH ?? '' })
  if (code === 'ENOENT' || code === 127) context.skip(`${program} is not installed`)
  if (!isEnough(output)) context.skip(`this ${program} is too old`)
}

const PYTHON = `
import sys, urllib.request, urllib.error
try:
    print(urllib.request.urlopen(sys.argv[1]).read().decode())
except urllib.error.HTTPError as error:
    print(error.read().decode())
`
const FETCH = `console.log(await (await fetch(process.argv[1])).text())`

const PROGRAMS: readonly (readonly [
  title: string,
  program: string,
  args: (url: string) => readonly string[],
])[] = [
  ['curl', 'curl', (url) => ['-sS', url]],
  ['curl --proxytunnel', 'curl', (url) => ['-sS', '--proxytunnel', url]],
  ['wget', 'wget', (url) => ['-q', '-O', '-', '--content-on-error', '--tries=1', url]],
  ['python3', 'python3', (url) => ['-c', PYTHON, url]],
]

for (const [title, program, args] of PROGRAMS)
  test(`${title} reaches what is allowed, and is told what is not`, async (context) => {
    await needs(context, program)
    const { proxy, port, env } = await field()
    const { output } = await run(program, args(`http://good.test:${port}/p`), env)
    expect(output).toContain('reached /p')
    const refused = await run(program, args(`http://evil.test:${port}/p`), env)
    expect(refused.output).toMatch(
      /To allow it, write in the policy: network\.domains\."evil\.test:\d+" = "allow"|403/,
    )
    expect(proxy.lookedUp).toEqual(['good.test'])
  })

test('curl reaches it through SOCKS as well', async (context) => {
  await needs(context, 'curl')
  const { port, env } = await field()
  const args = ['-sS', '--proxy', env.ALL_PROXY ?? '']
  expect((await run('curl', [...args, `http://good.test:${port}/p`], env)).output).toContain('reached /p')
  expect((await run('curl', [...args, `http://evil.test:${port}/p`], env)).code).toBe(97)
})

test('fetch of Node reaches what is allowed, and is told what is not', async (context) => {
  await needs(context, process.execPath, (version) => Number(/\d+/.exec(version)?.[0]) >= 24)
  const { port, env } = await field()
  const args = (host: string) => ['--input-type=module', '-e', FETCH, `http://${host}:${port}/p`]
  expect((await run(process.execPath, args('good.test'), env)).output).toContain('reached /p')
  expect((await run(process.execPath, args('evil.test'), env)).output).not.toContain('reached')
})

test('git clones from what is allowed, and is told what is not', async (context) => {
  await needs(context, 'git')
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const { proxy, port, env } = await field()
  const clone = (host: string) =>
    run('git', ['clone', '-q', `http://${host}:${port}/repo.git`, host], env, directory)
  // The server knows nothing of git; that git gets as far as asking it shows below.
  await clone('good.test')
  expect((await clone('evil.test')).output).toContain('403')
  expect(proxy.stats().requests).toBeGreaterThan(0)
  expect(new Set(proxy.lookedUp)).toEqual(new Set(['good.test']))
})
