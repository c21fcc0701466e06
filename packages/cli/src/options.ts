/** The one table of options: the parser and the help text are made from it. */

/** Words that start something else than a command. */
export const VERBS = ['doctor', 'explain', 'policy', 'trust', 'untrust'] as const

export type Verb = (typeof VERBS)[number]

/** What an option may belong to: running a command, or a verb. */
export type Use = 'run' | Verb

/** One option. */
export interface OptionRow {
  readonly name: string
  readonly short?: string
  /** How the value is called; none when it takes none. */
  readonly value?: string
  readonly choices?: readonly string[]
  readonly repeatable?: true
  readonly help: string
  readonly uses: readonly Use[]
}

const POLICY: readonly Use[] = ['run', 'explain', 'policy', 'doctor']
const EVERYWHERE: readonly Use[] = ['run', ...VERBS]

/** In the order of the help text. */
export const OPTIONS = [
  {
    name: 'permission-profile',
    short: 'P',
    value: 'NAME',
    help: 'the profile to apply (default: that of the configuration, else :workspace)',
    uses: POLICY,
  },
  {
    name: 'policy',
    value: 'FILE',
    help: "the configuration file, instead of the project's own; it is trusted",
    uses: POLICY,
  },
  {
    name: 'cd',
    short: 'C',
    value: 'DIR',
    help: 'the working directory and workspace; other paths are relative to it',
    uses: EVERYWHERE,
  },
  { name: 'read', value: 'PATH', repeatable: true, help: 'allow reading PATH as well', uses: POLICY },
  { name: 'write', value: 'PATH', repeatable: true, help: 'allow writing PATH as well', uses: POLICY },
  {
    name: 'deny',
    value: 'PATH|GLOB',
    repeatable: true,
    help: 'deny PATH, or everything that matches',
    uses: POLICY,
  },
  {
    name: 'network',
    value: 'none|proxy|full',
    choices: ['none', 'proxy', 'full'],
    help: "no network, the hosts that are allowed, or the host's own network",
    uses: POLICY,
  },
  {
    name: 'allow-domain',
    value: 'D',
    repeatable: true,
    help: 'allow D, such as **.example.com:443 (mode proxy)',
    uses: POLICY,
  },
  {
    name: 'deny-domain',
    value: 'D',
    repeatable: true,
    help: 'deny D, whatever else allows it',
    uses: POLICY,
  },
  {
    name: 'unix-socket',
    value: 'PATH',
    repeatable: true,
    help: 'allow connecting to the socket PATH, such as that of ssh-agent',
    uses: POLICY,
  },
  {
    name: 'env',
    value: 'NAME[=VALUE]',
    repeatable: true,
    help: 'hand a variable on although the policy drops it, or set one',
    uses: POLICY,
  },
  {
    name: 'timeout',
    value: 'DURATION',
    help: 'end the command after this time, such as 90s or 10m',
    uses: POLICY,
  },
  {
    name: 'memory',
    value: 'SIZE',
    help: 'the most memory, such as 512MB or 4GiB',
    uses: POLICY,
  },
  { name: 'processes', value: 'N', help: 'the most processes at one time', uses: POLICY },
  {
    name: 'backend',
    value: 'NAME',
    help: 'bwrap, or landlock, which needs no namespaces (default: bwrap)',
    uses: ['run', 'doctor'],
  },
  {
    name: 'no-strict',
    help: 'put up with what this host cannot keep; --dry-run says what that is',
    uses: ['run', 'doctor'],
  },
  {
    name: 'filter',
    help: 'print the system call filter of the policy, instruction by instruction',
    uses: ['doctor'],
  },
  {
    name: 'clean',
    help: 'on Windows: take back the access lists that no running command needs',
    uses: ['doctor'],
  },
  {
    name: 'for',
    value: 'macos|windows',
    choices: ['macos', 'windows'],
    help: 'with `show`: what the policy becomes on that system, on any host',
    uses: ['policy'],
  },
  {
    name: 'log-denials',
    help: 'tell at the end which hosts and sockets were refused; on macOS, which paths as well',
    uses: ['run'],
  },
  {
    name: 'events',
    value: 'FILE|fd:N',
    help: 'write what happens as JSON lines: start, denial, network, exit',
    uses: ['run'],
  },
  { name: 'dry-run', help: 'print what would run, and start nothing', uses: ['run'] },
  { name: 'json', help: 'print for programs', uses: EVERYWHERE },
  { name: 'quiet', short: 'q', help: 'no warnings', uses: EVERYWHERE },
  { name: 'version', help: 'print the version', uses: ['run'] },
  { name: 'help', short: 'h', help: 'print this', uses: EVERYWHERE },
] as const satisfies readonly OptionRow[]

export type OptionName = (typeof OPTIONS)[number]['name']

/** As typed, for messages. */
export function optionText(row: OptionRow): string {
  return `--${row.name}`
}
