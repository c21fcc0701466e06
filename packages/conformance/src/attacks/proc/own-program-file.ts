import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/own-program-file',
  tries: 'to open for writing the program that set its sandbox up, by its link in /proc',
  source: 'CVE-2019-5736 (runc)',
  program: sh`for p in 1 $PPID; do (exec 7>> "/proc/$p/exe") && echo "reached $NONCE"; done
for f in /proc/[0-9]*/exe; do
  case $(readlink "$f") in *sandbox-inner* | *bwrap*) chmod 777 "$f" && (exec 8>> "$f") && echo "reached $NONCE" ;; esac
done`,
  succeeded: reached,
  control: {
    none: 'the kernel refuses writes to a program that runs; what counts is that the file is read-only after that',
  },
}
