/** The command that installs bubblewrap on this distribution. */

/** Chosen from the text of `/etc/os-release`: its ID, then what it is like. */
export function installCommand(osRelease: string): string {
  const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(osRelease)?.[1] ?? ''
  const families = [field('ID'), ...field('ID_LIKE').split(' ')]
  const found = COMMANDS.find(([names]) => families.some((family) => names.includes(family)))
  return found?.[1] ?? "install the package 'bubblewrap' with your distribution's package manager"
}

const COMMANDS: readonly (readonly [readonly string[], string])[] = [
  [['debian', 'ubuntu'], 'sudo apt-get install bubblewrap'],
  [['fedora', 'rhel', 'centos'], 'sudo dnf install bubblewrap'],
  [['arch'], 'sudo pacman -S bubblewrap'],
  [['alpine'], 'apk add bubblewrap'],
  [['opensuse', 'suse', 'sles'], 'sudo zypper install bubblewrap'],
  [['nixos'], 'nix-env -iA nixos.bubblewrap'],
  [['void'], 'sudo xbps-install bubblewrap'],
  [['gentoo'], 'sudo emerge sys-apps/bubblewrap'],
]
