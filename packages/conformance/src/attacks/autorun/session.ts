import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/session',
  tries: 'to write what the session of the user starts, in a home that it may not write',
  source: 'XDG autostart, systemd user units, ssh rc files',
  program: plant('home', [
    '.config/autostart/x.desktop',
    '.config/systemd/user/x.service',
    '.ssh/rc',
    '.ssh/authorized_keys',
    '.pam_environment',
  ]),
  succeeded: planted('home', [
    '.config/autostart/x.desktop',
    '.config/systemd/user/x.service',
    '.ssh/rc',
    '.ssh/authorized_keys',
    '.pam_environment',
  ]),
  control: 'plain',
}
