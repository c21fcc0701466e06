/** Programs that install packages or clone repositories, told of the proxy by nothing but their environment. */

import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gitServer, httpBackend } from './git-server.js'
import { GREETING, npmRegistry, PACKAGE, pythonIndex } from './registry.js'
import { needed, whyNoClients } from './requirements.js'
import { EVIL, GOOD, openSite, type Said, type Site } from './site.js'

const PATIENCE = 120_000
const SCHEMES = ['http', 'https'] as const
const execute = promisify(execFile)

let site: Site
let serve: RequestListener
beforeEach(async () => {
  if (whyNoClients === undefined) site = await openSite((request, response) => serve(request, response))
})
afterEach(() => site?.close())

/** Only so pip tells why it found nothing. */
const PIP = ['install', '-vv', '--disable-pip-version-check']

/** A directory beside what the command works with. */
async function folder(name: string): Promise<string> {
  const path = join(site.directory, name)
  await mkdir(path)
  return path
}

const OUR_WORDS = /Refused by the sandbox/
/** Of a refused tunnel some programs tell the number only. */
const NUMBER = /\b403\b/

/** What the program shows; the denials of the run always tell what was refused. */
function expectRefusal({ exitCode, text, denied }: Said, scheme: 'http' | 'https', shown = OUR_WORDS): void {
  expect(exitCode).not.toBe(0)
  expect(text).toMatch(shown)
  expect(new Set(denied)).toEqual(new Set([new URL(site.url(scheme, EVIL)).host]))
  expect(site.asked).not.toContain(EVIL)
  expect(site.heard).toEqual([])
}

describe.skipIf(whyNoClients !== undefined).each(SCHEMES)(
  `installers over %s ${whyNoClients ?? ''}`,
  { timeout: PATIENCE },
  (scheme) => {
    test.for([
      {
        program: 'npm',
        words: ['install', '--fetch-retries=0', '--no-audit', '--no-update-notifier'],
        tunnel: OUR_WORDS,
      },
      { program: 'pnpm', words: ['add', '--config.fetch-retries=0'], tunnel: /tunnel|\b403\b/i },
    ])(
      '$program installs from an allowed registry, and is told of a refused one',
      async ({ program, words, tunnel }, context) => {
        const path = await needed(context, program)
        serve = await npmRegistry(await folder('registry'))
        const cwd = site.directory
        await writeFile(join(cwd, 'package.json'), '{}')
        const install = (host: string) =>
          site.run(path, ...words, `--registry=${site.url(scheme, host)}/`, PACKAGE)
        expectRefusal(await install(EVIL), scheme, scheme === 'https' ? tunnel : OUR_WORDS)
        const installed = await install(GOOD)
        expect(installed).toMatchObject({ exitCode: 0, denied: [] })
        expect(installed.text).not.toMatch(/unknown .*config/i)
        const { stdout } = await execute(process.execPath, ['-e', `require('${PACKAGE}')`], { cwd })
        expect(stdout.trim()).toBe(GREETING)
      },
    )

    test('pip installs from an allowed index, and is told of a refused one', async (context) => {
      const python = await needed(context, 'python3')
      const made = await execute(python, ['-m', 'venv', join(site.directory, 'venv')]).catch(() => undefined)
      if (made === undefined) context.skip('python3 makes no environments (python3-venv)')
      serve = await pythonIndex(await folder('index'), python)
      const pip = join(site.directory, 'venv', 'bin', 'pip')
      const install = (host: string) => {
        const index = site.url(scheme, host)
        const from = ['--retries=0', '--index-url', `${index}/simple/`, '--trusted-host', new URL(index).host]
        return site.run(pip, ...PIP, ...from, PACKAGE)
      }
      expectRefusal(await install(EVIL), scheme)
      expect(await install(GOOD)).toMatchObject({ exitCode: 0, denied: [] })
      const interpreter = join(site.directory, 'venv', 'bin', 'python')
      const { stdout } = await execute(interpreter, ['-c', `import ${PACKAGE.replace('-', '_')}`])
      expect(stdout.trim()).toBe(GREETING)
    })

    test('git clones from an allowed host, pushes there, and is told of a refused one', async (context) => {
      const git = await needed(context, 'git')
      const backend = await httpBackend()
      const root = await folder('repositories')
      const alone = { HOME: root, PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1' }
      const outside = (...words: readonly string[]) => execute(git, [...words], { cwd: root, env: alone })
      await outside('init', '-q', '--bare', 'thing.git')
      await outside('-C', 'thing.git', 'config', 'http.receivepack', 'true')
      serve = gitServer(backend, root)

      const clone = (host: string) =>
        site.run(git, 'clone', '-q', `${site.url(scheme, host)}/thing.git`, `from-${host}`)
      expectRefusal(await clone(EVIL), scheme, scheme === 'https' ? NUMBER : OUR_WORDS)
      expect(await clone(GOOD)).toMatchObject({ exitCode: 0, denied: [] })
      const inside = ['-C', `from-${GOOD}`, '-c', 'user.name=T', '-c', 'user.email=t@example.com']
      const pushed = `git ${inside.join(' ')} commit -q --allow-empty -m first && git ${inside.join(' ')} push -q origin HEAD:main`
      expect(await site.run('sh', '-c', pushed)).toMatchObject({ exitCode: 0, denied: [] })
      const { stdout } = await outside('-C', 'thing.git', 'log', '--format=%s', 'main')
      expect(stdout.trim()).toBe('first')
      await access(join(site.directory, `from-${GOOD}`))
    })
  },
)
