import { type Attack, reached, sh } from '../attack.js'
import { canWrite } from '../host.js'

export const attack: Attack = {
  id: 'proc/cgroups',
  tries: 'to open a cgroup for writing, whose release agent the kernel would run',
  source: 'CVE-2022-0492',
  program: sh`for d in /sys/fs/cgroup /sys/fs/cgroup/*; do
  [ -e "$d/release_agent" ] && (exec 7>> "$d/release_agent") && echo "reached $NONCE"
  (exec 7>> "$d/cgroup.procs") && echo "reached $NONCE"
done`,
  succeeded: reached,
  control: 'root',
  lacks: () =>
    canWrite('/sys/fs/cgroup/cgroup.procs') || canWrite('/sys/fs/cgroup/memory/cgroup.procs')
      ? undefined
      : 'nobody can write cgroups on this host',
}
