/** The environment of every program we start outside the sandbox: nothing of the caller's can steer it. */

/** No loader, shell, Node, git or ripgrep variable; a search path of system directories only. */
export const TOOL_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
}
