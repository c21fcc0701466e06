/** Programs that fetch a URL, told of the proxy by nothing but their environment, as in every sandbox with a proxy. */

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram } from '../../src/find-program.js'
import { newerNode } from './newer-node.js'
import { needed, whyNoClients } from './requirements.js'
import { EVIL, GOOD, openSite, type Site } from './site.js'

const PATIENCE = 120_000
const REACHED = 'reached /path'
/** In the body of the answer, or as the phrase beside its status. */
const OUR_WORDS = /Refused by the sandbox/
/** Of a refused CONNECT some programs tell the number only. */
const NUMBER = /\b403\b/

let site: Site
beforeAll(async () => {
  if (whyNoClients === undefined) site = await openSite(({ url }, response) => response.end(`reached ${url}`))
})
afterAll(() => site?.close())

/** A program that fetches. `package` is Debian's. */
interface Client {
  readonly title: string
  readonly program: string
  readonly package: string
  /** Made once, outside: what is run instead, and arguments before those of `args`. */
  readonly prepare?: (program: string) => Promise<readonly string[]>
  readonly args: (url: string) => readonly string[]
  /** What it shows of a refusal; our words where nothing is said here. */
  readonly refusal?: RegExp
  /** What it shows of a refused tunnel, where that is less. */
  readonly tunnelRefusal?: RegExp
}

const PYTHON = `
import sys, urllib.request, urllib.error
try:
    print(urllib.request.urlopen(sys.argv[1]).read().decode())
except urllib.error.HTTPError as error:
    print(error.read().decode())
except urllib.error.URLError as error:
    print(error.reason)
`

const GO = `package main

import ("fmt"; "io"; "net/http"; "os")

func main() {
	answer, err := http.Get(os.Args[1])
	if err != nil { fmt.Println(err); return }
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(string(body))
}
`

const JAVA = `import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;

class Fetch {
  public static void main(String[] words) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(words[0]).openConnection();
    try {
      boolean failed = connection.getResponseCode() >= 400;
      InputStream body = failed ? connection.getErrorStream() : connection.getInputStream();
      System.out.println(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException error) { System.out.println(error); }
  }
}
`

const JAVA_CLIENT = `import java.net.*;
import java.net.http.*;

class Ask {
  public static void main(String[] words) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(words[0])).build();
    try {
      HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      System.out.println(answer.statusCode() + " " + answer.body());
    } catch (java.io.IOException error) { System.out.println(error); }
  }
}
`

const FETCH = `
const text = async (url) => (await fetch(url)).text()
const reasons = (error) => error === undefined ? [] : [error.message, ...reasons(error.cause)]
console.log(await text(process.argv[1]).catch((error) => reasons(error).join(': ')))`

const NODE_HTTP = `
const { protocol } = new URL(process.argv[1])
const { get } = await import('node:' + protocol.slice(0, -1))
get(process.argv[1], (answer) => answer.setEncoding('utf8').on('data', (text) => console.log(text)))
  .on('error', (error) => console.log(error.message))`

async function source(name: string, text: string): Promise<string> {
  const path = join(site.directory, name)
  await writeFile(path, text)
  return path
}

/** A Java program, and the trust it needs, which it takes from no variable. */
async function java(program: string, name: string, text: string): Promise<readonly string[]> {
  const store = join(site.directory, `${name}.p12`)
  const keytool = join(program, '..', 'keytool')
  // The counters of a JVM would stay in /tmp, wherever TMPDIR leads.
  const quiet = '-XX:-UsePerfData'
  const known = ['-file', site.authorityFile, '-keystore', store, '-storepass', 'secret-enough']
  await promisify(execFile)((await findProgram('keytool')) ?? keytool, [
    `-J${quiet}`,
    '-importcert',
    '-noprompt',
    ...known,
  ])
  const trust = [`-Djavax.net.ssl.trustStore=${store}`, '-Djavax.net.ssl.trustStorePassword=secret-enough']
  return [program, quiet, ...trust, await source(`${name}.java`, text)]
}

const CLIENTS: readonly Client[] = [
  {
    title: 'curl',
    program: 'curl',
    package: 'curl',
    args: (url) => ['-sS', url],
    tunnelRefusal: NUMBER,
  },
  {
    title: 'wget',
    program: 'wget',
    package: 'wget',
    prepare: async (program) => [program, `--ca-certificate=${site.authorityFile}`],
    args: (url) => ['-nv', '-O', '-', '--content-on-error', '--tries=1', url],
  },
  { title: 'urllib of Python', program: 'python3', package: 'python3', args: (url) => ['-c', PYTHON, url] },
  {
    title: 'net/http of Go',
    program: 'go',
    package: 'golang-go',
    prepare: async (program) => {
      const built = join(site.directory, 'fetch')
      const env = {
        PATH: process.env.PATH,
        HOME: site.directory,
        GOCACHE: join(site.directory, 'go-cache'),
        GOFLAGS: '-mod=mod',
      }
      await promisify(execFile)(program, ['build', '-o', built, await source('fetch.go', GO)], { env })
      return [built]
    },
    args: (url) => [url],
  },
  {
    title: 'HttpURLConnection of Java',
    program: 'java',
    package: 'default-jdk-headless',
    prepare: (program) => java(program, 'Fetch', JAVA),
    args: (url) => [url],
  },
  {
    title: 'HttpClient of Java',
    program: 'java',
    package: 'default-jdk-headless',
    prepare: (program) => java(program, 'Ask', JAVA_CLIENT),
    args: (url) => [url],
    tunnelRefusal: NUMBER,
  },
]

describe.skipIf(whyNoClients !== undefined)(`programs that fetch ${whyNoClients ?? ''}`, () => {
  for (const client of CLIENTS) {
    test(`${client.title} reaches what is allowed, and tells what is refused`, {
      timeout: PATIENCE,
    }, async (context) => {
      const program = await needed(context, client.program, client.package)
      const command = (await client.prepare?.(program)) ?? [program]
      await judge(command, client)
    })
  }

  test.for([
    // It asks for a tunnel whatever the scheme.
    { title: 'fetch of Node', script: FETCH, refusal: NUMBER },
    { title: 'http and https of Node', script: NODE_HTTP, refusal: OUR_WORDS },
  ])(
    '$title reaches what is allowed, and tells what is refused',
    { timeout: PATIENCE },
    async ({ script, refusal }, context) => {
      const node = await newerNode()
      if (node === undefined) return context.skip('no Node ≥ 24.5 here, and the npm registry gives none')
      const args = (url: string) => ['--input-type=module', '-e', script, url]
      await judge([node], { args, refusal, tunnelRefusal: NUMBER })
    },
  )

  test('fetch of a Node that does not know NODE_USE_ENV_PROXY finds no way out', async (context) => {
    const major = Number(process.versions.node.split('.')[0])
    context.skip(major >= 24, `Node ${major} knows it`)
    const { text } = await site.run(
      process.execPath,
      '--input-type=module',
      '-e',
      FETCH,
      `${site.url('http', GOOD)}/path`,
    )
    expect(text).not.toContain(REACHED)
    expect(text).toMatch(/EAI_AGAIN|ENOTFOUND/)
  })
})

/** The allowed name is reached with and without TLS; the other one is refused, looked up nowhere, and told to whoever asked. */
async function judge(
  [file = '', ...before]: readonly string[],
  { args, refusal = OUR_WORDS, tunnelRefusal = refusal }: Pick<Client, 'args' | 'refusal' | 'tunnelRefusal'>,
): Promise<void> {
  const ask = (url: string) => site.run(file, ...before, ...args(`${url}/path`))
  for (const scheme of ['http', 'https'] as const) {
    expect(await ask(site.url(scheme, GOOD))).toMatchObject({
      text: expect.stringContaining(REACHED),
      denied: [],
    })
    const url = site.url(scheme, EVIL)
    const { text, denied } = await ask(url)
    expect(text).not.toContain(REACHED)
    expect(text).toMatch(scheme === 'http' ? refusal : tunnelRefusal)
    expect(new Set(denied)).toEqual(new Set([new URL(url).host]))
  }
  expect(site.asked).not.toContain(EVIL)
  expect(site.heard.filter((host) => host.startsWith(EVIL))).toEqual([])
}
