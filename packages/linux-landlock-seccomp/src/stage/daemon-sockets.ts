/** The sockets of daemons that would act for the command outside of its sandbox. */

import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ResolvedPolicy } from '@sandbox/policy'
import { locate, type PathView } from './path-view.js'

/** Container engines, service managers, buses: whoever speaks to one of these has the machine, or the user's session. */
const OF_THE_SYSTEM = [
  '/run/docker.sock',
  '/run/podman/podman.sock',
  '/run/containerd/containerd.sock',
  '/run/crio/crio.sock',
  '/run/buildkit/buildkitd.sock',
  '/run/libvirt/libvirt-sock',
  '/run/libvirt/virtqemud-sock',
  '/run/lxd.socket',
  '/var/lib/lxd/unix.socket',
  '/var/snap/lxd/common/lxd/unix.socket',
  '/run/incus/unix.socket',
  '/run/snapd.socket',
  '/run/systemd/private',
  '/run/systemd/io.systemd.Manager',
  '/run/dbus/system_bus_socket',
  '/run/pcscd/pcscd.comm',
  '/nix/var/nix/daemon-socket/socket',
  // Directories: X servers name their sockets by number, `screen` by user.
  '/tmp/.X11-unix',
  '/run/screen',
  '/run/screens',
]

/** The same, below the runtime directory of the user's session. */
const OF_THE_SESSION = [
  'bus',
  'systemd/private',
  'docker.sock',
  'podman/podman.sock',
  'containerd-rootless/api.sock',
  'buildkit/buildkitd.sock',
  'keyring',
  'gnupg',
  'pipewire-0',
  'pulse/native',
  'wayland-0',
  // Terminals, editors and window managers: each runs what it is told.
  'zellij',
  'emacs',
  'hypr',
]

/** Agents of the user's that live in the home directory. */
const OF_THE_HOME = [
  '.docker/run/docker.sock',
  '.docker/desktop/docker.sock',
  '.colima/default/docker.sock',
  '.rd/docker.sock',
  '.screen',
]

/** What the environment names: a path, perhaps with more after a comma, or an address such as `unix:path=/run/user/1000/bus,guid=…`. */
const VARIABLES = [
  'SSH_AUTH_SOCK',
  'DBUS_SESSION_BUS_ADDRESS',
  'DBUS_SYSTEM_BUS_ADDRESS',
  'DOCKER_HOST',
  'CONTAINER_HOST',
  'TMUX',
  'KITTY_LISTEN_ON',
  'WEZTERM_UNIX_SOCKET',
  'NVIM',
  'VSCODE_IPC_HOOK_CLI',
  'SWAYSOCK',
  'I3SOCK',
]

/**
 * Those that exist now, canonical, and are not allowed by the policy. Only with the host's own network: otherwise no
 * socket of the file system can be connected to at all.
 */
export function closedSockets(
  egress: ResolvedPolicy['egress'],
  environment: NodeJS.ProcessEnv,
  uid: number,
  view: PathView,
): readonly string[] {
  if (egress.mode !== 'full') return []
  const denied = Object.keys(egress.unixSockets).filter((path) => egress.unixSockets[path] === 'deny')
  const candidates = [...knownSockets(environment, uid), ...denied]
  const existing = candidates.flatMap((path) => existingPlace(path, view))
  const allowed = Object.keys(egress.unixSockets)
    .filter((path) => egress.unixSockets[path] === 'allow')
    .flatMap((path) => existingPlace(path, view))
  return [...new Set(existing)].flatMap((path) => exceptAllowed(path, allowed))
}

function existingPlace(path: string, view: PathView): readonly string[] {
  const { canonical, firstMissing, blocked, endless } = locate(view, path)
  return firstMissing === undefined && blocked !== true && endless !== true ? [canonical] : []
}

/** Where a directory holds an allowed socket, its other entries are closed instead. */
function exceptAllowed(path: string, allowed: readonly string[]): readonly string[] {
  if (allowed.includes(path)) return []
  if (!allowed.some((one) => dirname(one) === path)) return [path]
  return readdirSync(path)
    .map((name) => join(path, name))
    .filter((one) => !allowed.includes(one))
}

function knownSockets(environment: NodeJS.ProcessEnv, uid: number): readonly string[] {
  const { XDG_RUNTIME_DIR, HOME, WAYLAND_DISPLAY, TMUX_TMPDIR } = environment
  const sessions = [XDG_RUNTIME_DIR, `/run/user/${uid}`].filter(isAbsolute)
  const home = [HOME].filter(isAbsolute)
  const multiplexers = ['/tmp', TMUX_TMPDIR].filter(isAbsolute)
  const names = [...OF_THE_SESSION, ...[WAYLAND_DISPLAY].filter(isName)]
  return [
    ...OF_THE_SYSTEM,
    ...sessions.flatMap((session) => names.map((name) => join(session, name))),
    ...multiplexers.flatMap((directory) =>
      [`tmux-${uid}`, `zellij-${uid}`].map((name) => join(directory, name)),
    ),
    ...home.flatMap((directory) =>
      [...OF_THE_HOME, '.gnupg/S.gpg-agent'].map((name) => join(directory, name)),
    ),
    ...VARIABLES.flatMap((name) => pathsIn(environment[name] ?? '')),
    ...[WAYLAND_DISPLAY].filter(isAbsolute),
  ]
}

const isAbsolute = (path: string | undefined): path is string => path?.startsWith('/') === true
const isName = (name: string | undefined): name is string =>
  name !== undefined && basename(name) === name && name !== ''

function pathsIn(text: string): readonly string[] {
  if (text.startsWith('/')) return [text, ...text.split(',', 1)]
  return [...text.matchAll(/unix:(?:\/\/)?(?:[^;]*?\bpath=)?(\/[^,;]+)/g)].flatMap(([, path]) => path ?? [])
}
