#!/usr/bin/env node
/** The process behind the `sandbox` command. */

'use strict'

const { join } = require('node:path')
const { codeCacheDirectory, requireThroughCache } = require('./code-cache.js')

const BUNDLE = join(__dirname, '../dist/chunks/run.cjs')

const { exports: bundle, save } = requireThroughCache(BUNDLE, codeCacheDirectory(process))

bundle.runCli(process.argv.slice(2), save).then((exitCode) => {
  process.exitCode = exitCode
})
