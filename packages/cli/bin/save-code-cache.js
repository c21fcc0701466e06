/** Puts a code cache in its place whole or not at all. Failing is silent: the next start just takes longer. */

'use strict'

const { renameSync, unlinkSync, writeFileSync } = require('node:fs')

function saveCodeCache(place, code, key) {
  const draft = `${place}.${process.pid}.${process.hrtime.bigint()}`
  try {
    writeFileSync(draft, Buffer.concat([code, Buffer.from(key, 'latin1')]), { flag: 'wx', mode: 0o600 })
    renameSync(draft, place)
  } catch {
    try {
      unlinkSync(draft)
    } catch {}
  }
}

module.exports = { saveCodeCache }
