/** The `sandbox` command as a function. */

export { runCli } from './cli.js'
