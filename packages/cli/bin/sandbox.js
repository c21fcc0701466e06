#!/usr/bin/env node
/** The process behind the `sandbox` command. */

import { runCli } from '../dist/index.js'

// THREAT: no compile cache of Node's: by default it lies in the temporary directory, which commands may write, and
// whoever writes it runs code here, outside the sandbox.
process.exitCode = await runCli(process.argv.slice(2))
