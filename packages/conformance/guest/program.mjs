/** Runs one program to its end, and keeps what it said. */

import { spawn } from 'node:child_process'

/** @returns {Promise<{ exitCode: number | string, stdout: string, stderr: string }>} */
export function run([file, ...args], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        said[stream] += text
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ exitCode: code ?? signal, ...said }))
  })
}

/** The command under test. */
export const SANDBOX = ['node', '/sandbox/packages/cli/bin/sandbox.js']
