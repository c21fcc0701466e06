/** One system call by Perl, which every Mac has: `perl -e TEXT call operands` prints `ok` or the name of the error. */

export const SYSTEM_CALLS = `
use strict; use Errno; use Fcntl; use POSIX (); use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6 AF_INET6);
my ($call, $path, $to) = @ARGV;
sub opened { my ($mode) = @_; sysopen(my $file, $path, $mode) }
sub unix { socket(my $s, AF_UNIX, SOCK_STREAM, 0) or return 0; $_[0]->($s, pack_sockaddr_un($path)) }
sub ip {
  my ($act) = @_;
  my $six = $path =~ /:/;
  socket(my $s, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or return 0;
  fcntl($s, F_SETFL, O_NONBLOCK);
  setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
  my $packed = inet_pton($six ? AF_INET6 : AF_INET, $path);
  $act->($s, $six ? pack_sockaddr_in6($to, $packed) : pack_sockaddr_in($to, $packed));
}
my %calls = (
  'stat' => sub { stat($path) }, 'lstat' => sub { lstat($path) }, 'access' => sub { POSIX::access($path, 0) },
  'readlink' => sub { defined readlink($path) },
  'realpath' => sub {
    my $at = '';
    for my $name (split m{/}, substr($path, 1)) { $at .= "/$name"; lstat($at) or return 0 }
    1;
  },
  'open-read' => sub { opened(O_RDONLY) }, 'open-write' => sub { opened(O_WRONLY) },
  'open-create' => sub { opened(O_WRONLY | O_CREAT) }, 'truncate' => sub { truncate($path, 1) },
  'list' => sub { opendir(my $d, $path) }, 'exec' => sub { system({ $path } $path) != -1 },
  'mkdir' => sub { mkdir($path) }, 'mkfifo' => sub { POSIX::mkfifo($path, 0600) },
  'unlink' => sub { POSIX::unlink($path) }, 'rmdir' => sub { rmdir($path) },
  'chmod' => sub { chmod(0700, $path) }, 'utimes' => sub { utime(1, 1, $path) },
  'rename' => sub { rename($path, $to) }, 'link' => sub { link($path, $to) }, 'symlink' => sub { symlink($path, $to) },
  # clonefileat(AT_FDCWD, from, AT_FDCWD, to, 0)
  'clone' => sub { syscall(462, -2, $path, -2, $to, 0) == 0 },
  'connect-unix' => sub { unix(sub { connect($_[0], $_[1]) }) },
  'bind-unix' => sub { unix(sub { bind($_[0], $_[1]) }) },
  'connect-ip' => sub { ip(sub { connect($_[0], $_[1]) }) },
  'bind-ip' => sub { ip(sub { bind($_[0], $_[1]) }) },
  'accept-ip' => sub { ip(sub { bind($_[0], $_[1]) && listen($_[0], 1) }) },
);
# Reached, and refused or not answered by whoever is there: the profile let it pass.
my @passed = qw(EINPROGRESS ECONNREFUSED ETIMEDOUT EHOSTUNREACH ENETUNREACH EADDRNOTAVAIL EADDRINUSE);
$! = 0;
my $done = $calls{$call}->();
my ($name) = grep { $!{$_} } qw(EPERM EACCES ENOENT EEXIST ENOTDIR EISDIR EROFS EINVAL EXDEV ELOOP ENOTSUP ENOTEMPTY), @passed;
print $done || grep({ $_ eq ($name // '') } @passed) ? 'ok' : $name // "errno " . ($! + 0);
`
