import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'devices/drivers',
  tries: 'to open a driver of the kernel that acts for whoever opens it',
  source: 'kvm, tun, fuse, loop, vhost, uinput, btrfs-control: a kernel hole each',
  program: sh`for f in /dev/kvm /dev/net/tun /dev/fuse /dev/loop-control /dev/vhost-net /dev/vhost-vsock /dev/uinput /dev/btrfs-control /dev/userfaultfd /dev/vsock /dev/autofs; do
  [ -e "$f" ] && (exec 7<> "$f") && echo "reached $NONCE"
done`,
  succeeded: reached,
  control: 'root',
  needs: 'a machine with such drivers',
}
