/** Boots a kernel with a first file system in an emulator, and hands on what the machine says. */

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What to boot. */
export interface Machine {
  readonly kernel: string
  readonly initramfs: string
  /** Added to the kernel's parameters. */
  readonly parameters: readonly string[]
}

/** What a machine said until it switched itself off. */
export interface MachineOutput {
  /** Lines of the second serial port: what our program in the machine reports. */
  readonly lines: readonly string[]
  readonly seconds: number
}

const EMULATOR = 'qemu-system-x86_64'
/** The machine's last line; without it, it died on the way. */
const END = 'end'
/** A boot that takes longer hangs, or its file system has grown too large. */
const PATIENCE_MS = 240_000
/** The end of the kernel's log is what explains a machine that says nothing. */
const LOG_TAIL = 4_000

/** @throws Error with the end of the kernel's log when the machine does not switch itself off */
export async function boot({ kernel, initramfs, parameters }: Machine): Promise<MachineOutput> {
  const place = await mkdtemp(join(tmpdir(), 'sandbox-test-kernels-'))
  const log = join(place, 'console')
  const began = performance.now()
  try {
    const ended = await runEmulator([
      ...['-accel', 'tcg', '-cpu', 'max', '-m', '1024', '-no-reboot'],
      ...['-nodefaults', '-display', 'none', '-serial', `file:${log}`, '-serial', 'stdio'],
      ...['-kernel', kernel, '-initrd', initramfs],
      ...['-append', ['console=ttyS0', 'panic=-1', ...parameters].join(' ')],
    ])
    const lines = ended.output.split(/[\r\n]+/).filter((line) => line !== '')
    const last = lines.pop()
    if (ended.problem !== undefined || last !== END) {
      const kernelLog = (await readFile(log, 'utf8').catch(() => '')).slice(-LOG_TAIL)
      throw new Error(
        `${ended.problem ?? 'the machine died'}; it said:\n${ended.output}\nits log ends:\n${kernelLog}`,
      )
    }
    return { lines, seconds: (performance.now() - began) / 1000 }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

interface Ended {
  readonly output: string
  readonly problem?: string
}

function runEmulator(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(EMULATOR, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let complaint = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text
    })
    child.on('error', (cause) =>
      reject(new Error(`${EMULATOR} cannot be started; is it installed?`, { cause })),
    )
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve({ output })
      else if (signal === 'SIGKILL') resolve({ output, problem: 'the machine did not end in time' })
      else resolve({ output, problem: `the emulator ended with ${code ?? signal}: ${complaint.trim()}` })
    })
  })
}
