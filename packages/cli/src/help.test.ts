import { expect, test } from 'vitest'
import { helpText } from './help.js'
import { OPTIONS } from './options.js'

test('the whole help text', () => {
  expect(helpText('run')).toMatchInlineSnapshot(`
    "sandbox [options] [--] <command> [args…]       run a command in the sandbox of this host
    sandbox doctor                                 what this host can enforce, and how to get what is missing
    sandbox explain <path|host:port|unix:PATH>…    may the command touch it, and which rule says so
    sandbox policy show|check|diff|schema          look at, validate and compare policies
    sandbox trust|untrust [file]                   accept a project's own sandbox.toml, or no longer

    Options:
      -P, --permission-profile NAME      the profile to apply (default: that of the configuration, else :workspace)
          --policy FILE                  the configuration file, instead of the project's own; it is trusted
      -C, --cd DIR                       the working directory and workspace; other paths are relative to it
          --read PATH                    allow reading PATH as well (repeatable)
          --write PATH                   allow writing PATH as well (repeatable)
          --deny PATH|GLOB               deny PATH, or everything that matches (repeatable)
          --network none|proxy|full      no network, the hosts that are allowed, or the host's own network
          --allow-domain D               allow D, such as **.example.com:443 (mode proxy) (repeatable)
          --deny-domain D                deny D, whatever else allows it (repeatable)
          --unix-socket PATH             allow connecting to the socket PATH, such as that of ssh-agent (repeatable)
          --env NAME[=VALUE]             hand a variable on although the policy drops it, or set one (repeatable)
          --timeout DURATION             end the command after this time, such as 90s or 10m
          --memory SIZE                  the most memory, such as 512MB or 4GiB
          --processes N                  the most processes at one time
          --backend NAME                 bwrap, or landlock, which needs no namespaces (default: bwrap)
          --no-strict                    put up with what this host cannot keep; --dry-run says what that is
          --log-denials                  tell at the end which hosts and sockets were refused; on macOS, which paths as well
          --events FILE|fd:N             write what happens as JSON lines: start, denial, network, exit
          --dry-run                      print what would run, and start nothing
          --json                         print for programs
      -q, --quiet                        no warnings
          --version                      print the version
      -h, --help                         print this

    The first word that is neither an option nor one of the verbs above starts the command; everything after it belongs
    to the command. \`--\` ends the options: \`sandbox -- doctor\` runs a program called doctor.

    Exit code: the command's own; 128+n when signal n ended it; 125 when the sandbox could not be set up or was used
    wrongly; 126 when the command could not be executed; 127 when it was not found.
    "
  `)
})

test('the help of a verb lists what the verb takes', () => {
  expect(helpText('trust')).toMatchInlineSnapshot(`
    "sandbox trust [file]    accept a project's own sandbox.toml with its present content

    Options:
      -C, --cd DIR                       the working directory and workspace; other paths are relative to it
          --json                         print for programs
      -q, --quiet                        no warnings
      -h, --help                         print this
    "
  `)
})

test('no line is wider than 120 characters', () => {
  for (const line of helpText('run').split('\n')) expect(line.length).toBeLessThanOrEqual(120)
})

test('every option of a run is offered', () => {
  const text = helpText('run')
  for (const row of OPTIONS.filter(({ uses }) => uses.some((use) => use === 'run'))) {
    expect(text.includes(`--${row.name} `) || text.includes(`--${row.name}\n`)).toBe(true)
  }
})
