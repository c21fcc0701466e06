/**
 * Loads one file together with the machine code V8 made of it in an earlier run.
 *
 * THREAT: whoever writes the cache runs code here, outside the sandbox. So it lies in the user's private runtime
 * directory only, which is read-only in every sandbox.
 * Node's own compile cache is not used: by default it lies in the temporary directory, which commands may write.
 */

'use strict'

const { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** As of `node:module`, which takes half a millisecond to load. */
const Module = module.constructor
/** Stands before the build's name, at the end of the file that is loaded. */
const BUILD = '//# build='

/**
 * The first private runtime directory that exists. Only the two that the backend keeps closed in every sandbox of this
 * user count (`sharedRuntimeDirectories` there), never one that the environment names: an earlier command might have
 * made it.
 */
function codeCacheDirectory({ platform, getuid }) {
  if (platform !== 'linux' || getuid === undefined) return undefined
  const uid = getuid()
  const session = uid === 0 ? '/run/sandbox' : `/run/user/${uid}/sandbox`
  return [session, `/tmp/.sandbox-${uid}`].find((directory) => isPrivate(directory, uid))
}

function isPrivate(directory, uid) {
  const stats = lstatSync(directory, { throwIfNoEntry: false })
  return stats?.isDirectory() === true && stats.uid === uid && (stats.mode & 0o077) === 0
}

/**
 * As `require(file)`, faster when `directory` holds a fitting cache. `save` makes the cache when there was none; call
 * it when everything that is to be fast next time has run.
 */
function requireThroughCache(file, directory) {
  if (directory === undefined) return { exports: require(file), save() {} }
  const source = readFileSync(file, 'latin1')
  const key = `${source.slice(source.lastIndexOf(BUILD) + BUILD.length).trim()} ${process.arch}`
  const place = join(directory, `code-${process.version}`)
  const cachedData = read(place, key)
  const script = new Script(Module.wrap(source), { filename: file, cachedData })
  const isUsed = cachedData !== undefined && script.cachedDataRejected !== true
  const save = () => {
    if (!isUsed) require('./save-code-cache.js').saveCodeCache(place, script.createCachedData(), key)
  }
  return { exports: evaluate(script, file), save }
}

/** What is behind the code is the key it was made for; code first, because V8 wants it aligned. */
function read(place, key) {
  let descriptor
  try {
    descriptor = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stats = fstatSync(descriptor)
    if (!stats.isFile() || stats.uid !== process.getuid() || (stats.mode & 0o077) !== 0) return undefined
    const bytes = readFileSync(descriptor)
    const end = bytes.length - key.length
    return end > 0 && bytes.latin1Slice(end) === key ? bytes.subarray(0, end) : undefined
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Registered like every module, because the chunks that are loaded later require it. */
function evaluate(script, file) {
  const module_ = new Module(file, module)
  module_.filename = file
  module_.paths = Module._nodeModulePaths(dirname(file))
  require.cache[file] = module_
  const body = script.runInThisContext()
  body.call(module_.exports, module_.exports, (id) => module_.require(id), module_, file, dirname(file))
  module_.loaded = true
  return module_.exports
}

module.exports = { codeCacheDirectory, requireThroughCache }
