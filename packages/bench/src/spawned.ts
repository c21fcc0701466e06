/** Runs one program for its duration only, and fails when the program fails. */

import { spawn } from 'node:child_process'

/** Start, wait, and check that it ended with code 0. Its error output is part of the failure. */
export function spawned(file: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${file} ended with code ${code}: ${complaint.trim()}`))
    })
  })
}
