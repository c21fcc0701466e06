/**
 * The user of a case: resolves its policy, tries operations without a sandbox, and in one. It runs as that user, with the
 * built packages. With a fault as its argument one function of the planner is replaced by a broken one.
 */

import { spawn } from 'node:child_process'
import { register } from 'node:module'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'

const [fault] = process.argv.slice(2)
if (fault !== undefined) register('./fault-hooks.mjs', { parentURL: import.meta.url, data: { fault } })
const { hostFiles, resolve, SandboxError } = await import('@sandbox/policy')
const { linuxBwrap } = await import('@sandbox/linux-bwrap')
const { linuxLandlock } = await import('@sandbox/linux-landlock-seccomp')
const backends = { 'linux-bwrap': linuxBwrap, 'linux-landlock-seccomp': linuxLandlock }

async function run(child, input) {
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => done({ code, signal }))
  })
  const [exit, output, complaints] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { exit, output, complaints }
}

async function without({ probe, script }) {
  const { exit, output, complaints } = await run(spawn(probe, { cwd: '/', env: {} }), script)
  if (exit.code !== 0) throw new Error(`the probe failed without a sandbox: ${complaints}`)
  return { output }
}

async function inside(prepared, { probe, script }) {
  const command = { program: probe, args: [], cwd: dirname(probe), environment: {}, terminal: false }
  const plan = await prepared.plan(command)
  const opened = await prepared.open(plan)
  const child = spawn(plan.file, plan.args, {
    cwd: plan.cwd,
    env: plan.environment,
    stdio: ['pipe', 'pipe', 'pipe', ...opened.descriptors],
  })
  if (child.pid !== undefined) opened.attach(child.pid)
  const { exit, output, complaints } = await run(child, script)
  const { exitCode, started, error } = await opened.finish(exit)
  return { exitCode, started, error: error?.message, output, complaints }
}

async function policy({ profile, context }) {
  return { policy: resolve(profile, { ...context, platform: 'linux', files: hostFiles }) }
}

async function confined({ policy, backend, ...request }) {
  const prepared = await backends[backend].prepare(policy)
  try {
    return await inside(prepared, request)
  } finally {
    await prepared.close()
  }
}

/** A refusal by name is an answer. */
const orRefusal = (action) => async (request) => {
  try {
    return await action(request)
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error
    return { refused: { code: error.code, message: error.message } }
  }
}

const answers = { without, policy: orRefusal(policy), confined: orRefusal(confined) }

process.on('message', async ({ kind, ...request }) => {
  try {
    process.send({ answer: await answers[kind](request) })
  } catch (error) {
    process.send({ failure: error.stack })
  }
})
