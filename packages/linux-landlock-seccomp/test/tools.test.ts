/** Real programs do their work under the filters. */

import { describe, expect, test } from 'vitest'
import type { Arch } from '../src/architecture.js'
import { buildFilter } from '../src/build-filter.js'
import type { FilterOptions } from '../src/options.js'
import { canHaveOwnNetwork, compileProbe, type Ended, identities } from './support/probe.js'

const probe = compileProbe()
const arch = process.arch as Arch

const modes: readonly (readonly [string, FilterOptions])[] = [
  ['none', { egress: 'none', arch }],
  ['proxy', { egress: 'proxy', arch }],
  ['proxy with sockets of the file system', { egress: 'proxy', arch, unixSockets: true }],
  ['full', { egress: 'full', arch }],
  ['full with nested user namespaces', { egress: 'full', arch, allowNestedUserns: true }],
]

const BUILD = `
  printf 'int f(void){return 2;}\\n' > f.c
  printf 'int f(void); int main(void){return f()-2;}\\n' > main.c
  printf 'all: program\\nprogram: f.o main.o\\n\\tcc -o $@ $^\\n%%.o: %%.c\\n\\tcc -O2 -pipe -c -o $@ $<\\n' > Makefile
  make -j2 all && ./program && echo built`

const GIT = `
  set -e
  git init -q origin && cd origin
  git config user.name a && git config user.email a@example.org
  echo text > file && git add file && git commit -qm first
  cd .. && git clone -q --no-local origin copy && git -C copy fetch -q && git -C copy gc -q
  git -C copy log --format=%s`

const SHELL = `
  mkfifo pipe && (seq 1 2000 > pipe &) && sort -rn pipe | head -n 3 | tr '\\n' ' ' > out
  (sleep 60 & kill $!; wait $!) 2>/dev/null
  timeout 5 cat out && ls -l / | grep -c root > count && date +%Y > year && find . -name out | xargs cat > /dev/null`

const PYTHON = `
import multiprocessing, os, signal, socket, subprocess, threading
def square(n): return n * n
if __name__ == '__main__':
    with multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(square, [1, 2, 3]))
    with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.map(square, [4]))
    ours, theirs = multiprocessing.Pipe()
    theirs.send('through a pipe'); print(ours.recv())
    left, right = socket.socketpair(); left.sendall(b'pair'); print(right.recv(9).decode())
    queue = multiprocessing.Queue(); queue.put('queued'); print(queue.get())
    print(subprocess.run(['echo', 'child'], capture_output=True, text=True).stdout.strip())
    threading.Thread(target=lambda: print('thread')).start()
    print('lo' in [name for _, name in socket.if_nameindex()])
`

const NODE = `
const { execFileSync, fork, spawnSync } = require('node:child_process')
const { networkInterfaces, hostname } = require('node:os')
const { Worker, isMainThread, parentPort } = require('node:worker_threads')
const { writeFileSync, readFileSync, watch } = require('node:fs')
if (process.send) { process.send('forked'); process.disconnect() }
else if (!isMainThread) parentPort.postMessage('worker')
else {
  console.log('interfaces', typeof networkInterfaces(), hostname() !== '')
  console.log(execFileSync('sh', ['-c', 'cat'], { input: 'piped', encoding: 'utf8' }))
  console.log(spawnSync('true').status)
  writeFileSync('file', 'written'); console.log(readFileSync('file', 'utf8'))
  watch('.').close()
  fork(__filename).on('message', (text) => {
    console.log(text)
    new Worker(__filename).on('message', (text) => console.log(text))
  })
}`

const CLUSTER = `
const cluster = require('node:cluster')
const { createServer, connect } = require('node:net')
if (cluster.isPrimary) {
  const worker = cluster.fork()
  worker.on('listening', ({ port }) => connect(port, '127.0.0.1').on('data', (text) => {
    console.log(String(text)); worker.kill()
  }))
} else createServer((socket) => socket.end('served')).listen(0, '127.0.0.1')`

describe.each(identities)('as $name', (identity) => {
  describe.each(modes)('egress %s', (_, options) => {
    const filter = buildFilter(options)
    const run = (...command: readonly string[]): Ended => probe.run(filter, command, identity)
    const script = (program: string, file: string, text: string) =>
      run('sh', '-c', `cat > ${file} <<'END'\n${text}\nEND\nexec ${program} ${file}`)

    test('sh: pipes, a FIFO, jobs and signals', () => {
      expect(run('sh', '-c', SHELL)).toMatchObject({ code: 0, stdout: '2000 1999 1998 ', stderr: '' })
    })

    test('make -j2 and a C compiler', () => {
      const { code, stdout, stderr } = run('sh', '-c', BUILD)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/built\n$/)
    })

    test('git: commit, clone, fetch, gc', () => {
      expect(run('sh', '-c', GIT)).toMatchObject({ code: 0, stdout: 'first\n', stderr: '' })
    })

    test('python: processes, threads, pipes, socket pairs', () => {
      expect(script('/usr/bin/python3', 'p.py', PYTHON)).toEqual({
        code: 0,
        stdout: '[1, 4, 9]\n[16]\nthrough a pipe\npair\nqueued\nchild\nthread\nTrue\n',
        stderr: '',
      })
    })

    test('node: child processes, workers, file events, network interfaces', () => {
      expect(script(process.execPath, 'n.cjs', NODE)).toEqual({
        code: 0,
        stdout: 'interfaces object true\npiped\n0\nwritten\nforked\nworker\n',
        stderr: '',
      })
    })

    test('the interfaces of a network namespace of its own can be listed', ({ skip }) => {
      skip(!canHaveOwnNetwork(), 'this host allows no network namespaces')
      const list = 'console.log(JSON.stringify(require("node:os").networkInterfaces()))'
      const node = probe.run(filter, [process.execPath, '-e', list], identity, { ownNetwork: true })
      expect(node).toEqual({ code: 0, stdout: '{}\n', stderr: '' })
      const names = 'import socket; print((1, "lo") in socket.if_nameindex())'
      const python = probe.run(filter, ['/usr/bin/python3', '-c', names], identity, { ownNetwork: true })
      expect(python).toEqual({ code: 0, stdout: 'True\n', stderr: '' })
    })

    test('node: a cluster', ({ skip }) => {
      skip(options.egress === 'none', 'with egress none nothing can listen')
      expect(script(process.execPath, 'c.cjs', CLUSTER)).toMatchObject({ code: 0, stdout: 'served\n' })
    })
  })
})
