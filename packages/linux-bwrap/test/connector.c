/* What a command can try with sockets of the file system: `connector MODE WORD…`. Prints the name of an errno, `ok`, or
   what the mode says. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_un address_of(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, name, sizeof address.sun_path - 1);
  if (name[0] == '@') address.sun_path[0] = '\0';
  return address;
}

static int connect_to(int type, const char *name) {
  const struct sockaddr_un address = address_of(name);
  const int stream = socket(AF_UNIX, type, 0);
  if (stream < 0) return -1;
  return connect(stream, (const struct sockaddr *)&address, sizeof address) == 0 ? stream : -1;
}

static int say(int result) { return printf("%s\n", result < 0 ? strerrorname_np(errno) : "ok"); }

/* Whose address does the connected socket have as its peer? */
static int is_peer(int stream, const char *name) {
  struct sockaddr_un peer = {.sun_family = AF_UNIX};
  socklen_t size = sizeof peer;
  return getpeername(stream, (struct sockaddr *)&peer, &size) == 0 && peer.sun_family == AF_UNIX &&
         strcmp(peer.sun_path, name) == 0;
}

static atomic_bool over;
static struct sockaddr_un shared;
static const char *first;
static const char *second;
static const char *place;

static void *flip_address(void *unused) {
  (void)unused;
  const struct sockaddr_un one = address_of(first);
  const struct sockaddr_un other = address_of(second);
  while (!atomic_load(&over)) {
    memcpy(&shared, &one, sizeof one);
    /* Without it the compiler leaves the first copy out. */
    __asm__ volatile("" ::: "memory");
    memcpy(&shared, &other, sizeof other);
    __asm__ volatile("" ::: "memory");
  }
  return NULL;
}

static void *flip_link(void *unused) {
  (void)unused;
  char draft[256];
  snprintf(draft, sizeof draft, "%s.draft", place);
  for (int turn = 0; !atomic_load(&over); turn++) {
    unlink(draft);
    if (symlink(turn % 2 == 0 ? first : second, draft) == 0) rename(draft, place);
  }
  return NULL;
}

static int swapped[3];

static void *flip_descriptor(void *unused) {
  (void)unused;
  while (!atomic_load(&over)) {
    dup2(swapped[1], swapped[0]);
    dup2(swapped[2], swapped[0]);
  }
  return NULL;
}

/* Connects ROUNDS times while OTHER changes what is connected to; tells how often each was reached. */
static int race(void *(*other)(void *), const struct sockaddr_un *address, long rounds) {
  pthread_t thread;
  long reached[2] = {0, 0};
  if (pthread_create(&thread, NULL, other, NULL) != 0) return 1;
  for (long round = 0; round < rounds; round++) {
    const int stream = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(stream, (const struct sockaddr *)address, sizeof *address) == 0) {
      reached[0] += is_peer(stream, first);
      reached[1] += is_peer(stream, second);
    }
    close(stream);
  }
  atomic_store(&over, 1);
  pthread_join(thread, NULL);
  printf("%s %ld\n", reached[0] > 0 ? "some" : "none", reached[1]);
  return 0;
}

static int race_descriptor(const char *denied, long rounds) {
  pthread_t thread;
  const struct sockaddr_un address = address_of(denied);
  long reached = 0;
  for (long round = 0; round < rounds; round++) {
    swapped[0] = socket(AF_NETLINK, SOCK_RAW, 0);
    swapped[1] = socket(AF_NETLINK, SOCK_RAW, 0);
    swapped[2] = socket(AF_UNIX, SOCK_STREAM, 0);
    atomic_store(&over, 0);
    if (pthread_create(&thread, NULL, flip_descriptor, NULL) != 0) return 1;
    for (int attempt = 0; attempt < 20; attempt++)
      (void)connect(swapped[0], (const struct sockaddr *)&address, sizeof address);
    atomic_store(&over, 1);
    pthread_join(thread, NULL);
    reached += is_peer(swapped[2], denied);
    for (int i = 0; i < 3; i++) close(swapped[i]);
  }
  printf("%ld\n", reached);
  return 0;
}

/* A server and its client, both inside. */
static int serve_own(int type, const char *name) {
  const struct sockaddr_un address = address_of(name);
  const int listener = socket(AF_UNIX, type, 0);
  if (listener < 0 || bind(listener, (const struct sockaddr *)&address, sizeof address) != 0) return say(-1);
  if (listen(listener, 8) != 0) return say(-1);
  const pid_t child = fork();
  if (child == 0) {
    const int stream = connect_to(type, name);
    _exit(stream >= 0 && write(stream, "hello", 5) == 5 ? 0 : errno);
  }
  int status;
  waitpid(child, &status, 0);
  if (status != 0) {
    errno = WEXITSTATUS(status);
    return say(-1);
  }
  char text[8] = {0};
  const int stream = accept(listener, NULL, NULL);
  const long got = read(stream, text, sizeof text - 1);
  return printf("%s\n", got == 5 ? text : "nothing");
}

/* So many at once that the listener's queue is full and some have to wait. */
static int crowd(const char *name, int count) {
  const struct sockaddr_un address = address_of(name);
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0) return say(-1);
  for (int i = 0; i < count; i++)
    if (fork() == 0) _exit(connect_to(SOCK_STREAM, name) >= 0 ? 0 : 1);
  for (int i = 0; i < count; i++) close(accept(listener, NULL, NULL));
  int failed = 0;
  for (int status; wait(&status) > 0;) failed += status != 0;
  return printf("%d failed\n", failed);
}

/* The kernel takes the size's lower half; the C library would cut it itself. */
static int connect_with_long_size(const char *name) {
  const struct sockaddr_un address = address_of(name);
  const int stream = socket(AF_UNIX, SOCK_STREAM, 0);
  return say((int)syscall(SYS_connect, stream, &address, sizeof address | 1UL << 32));
}

/* The number of the socket stands for nothing in the process's first thread. */
static void *connect_with_own_table(void *unused) {
  (void)unused;
  if (unshare(CLONE_FILES) != 0) exit(1);
  say(connect_to(SOCK_STREAM, first));
  return NULL;
}

static void *connect_as_last_thread(void *main_thread) {
  /* It has ended, and is still the process's first one. */
  pthread_join(*(pthread_t *)main_thread, NULL);
  say(connect_to(SOCK_STREAM, first));
  exit(0);
}

static int connect_in_thread(void *(*body)(void *), const char *name) {
  static pthread_t main_thread;
  pthread_t thread;
  first = name;
  main_thread = pthread_self();
  if (pthread_create(&thread, NULL, body, &main_thread) != 0) return 1;
  if (body == connect_as_last_thread) pthread_exit(NULL);
  return pthread_join(thread, NULL);
}

static long threads_of_stage(void) {
  char text[4096] = {0};
  FILE *const status = fopen("/proc/1/status", "r");
  if (status == NULL || fread(text, 1, sizeof text - 1, status) == 0) exit(1);
  fclose(status);
  return atol(strstr(text, "\nThreads:") + 9);
}

/* Kills COUNT processes while they wait for a listener whose queue is full. */
static int abandon(const char *name, int count) {
  enum { GUARD = 60 };
  const struct sockaddr_un address = address_of(name);
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  pid_t waiting[64];
  if (count > 64 || bind(listener, (const struct sockaddr *)&address, sizeof address) != 0) return say(-1);
  if (listen(listener, 0) != 0 || connect_to(SOCK_STREAM, name) < 0) return say(-1);
  alarm(GUARD);
  for (int i = 0; i < count; i++)
    if ((waiting[i] = fork()) == 0) _exit(connect_to(SOCK_STREAM, name) >= 0);
  while (threads_of_stage() < count) sched_yield();
  for (int i = 0; i < count; i++) {
    kill(waiting[i], SIGKILL);
    waitpid(waiting[i], NULL, 0);
  }
  while (threads_of_stage() >= count) sched_yield();
  return printf("none left\n");
}

/* Binds and leaves COUNT sockets, one after the other. */
static int bind_many(const char *name, int count) {
  const struct sockaddr_un address = address_of(name);
  for (int i = 0; i < count; i++) {
    const int one = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(one, (const struct sockaddr *)&address, sizeof address) != 0) return say(-1);
    close(one);
    if (unlink(name) != 0) return say(-1);
  }
  return say(0);
}

/* Connects to COUNT servers, each from before its socket is there. */
static int be_early(const char *name, int count) {
  const struct sockaddr_un address = address_of(name);
  for (int i = 0; i < count; i++) {
    const pid_t child = fork();
    if (child == 0) {
      while (connect_to(SOCK_STREAM, name) < 0)
        if (errno != ENOENT && errno != ECONNREFUSED) _exit(errno);
      _exit(0);
    }
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 8) != 0)
      return say(-1);
    int status;
    waitpid(child, &status, 0);
    close(listener);
    unlink(name);
    errno = WEXITSTATUS(status);
    if (status != 0) return say(-1);
  }
  return say(0);
}

static void *put_in_place(void *unused) {
  (void)unused;
  char draft[256];
  snprintf(draft, sizeof draft, "%s.draft", place);
  while (!atomic_load(&over)) {
    unlink(draft);
    if (symlink(second, draft) == 0 && access(place, F_OK) == 0) rename(draft, place);
  }
  return NULL;
}

/* Binds ROUNDS times while somebody else's socket is put in the place of what is bound; tells how often that is reached. */
static int race_bound(long rounds) {
  const struct sockaddr_un address = address_of(place);
  pthread_t thread;
  long reached = 0;
  for (long round = 0; round < rounds; round++) {
    const int own = socket(AF_UNIX, SOCK_STREAM, 0);
    unlink(place);
    atomic_store(&over, 0);
    if (pthread_create(&thread, NULL, put_in_place, NULL) != 0) return 1;
    (void)bind(own, (const struct sockaddr *)&address, sizeof address);
    const int stream = connect_to(SOCK_STREAM, place);
    reached += stream >= 0 && is_peer(stream, second);
    if (stream >= 0) close(stream);
    atomic_store(&over, 1);
    pthread_join(thread, NULL);
    close(own);
  }
  return printf("%ld\n", reached);
}

static void do_nothing(int number) { (void)number; }

/* Waits for a listener whose queue is full until a signal comes that is handled. They come again and again: the first ones may
   be before the wait. */
static int interrupt(const char *name) {
  const struct sigaction handled = {.sa_handler = do_nothing};
  const struct sockaddr_un address = address_of(name);
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 0) != 0) return say(-1);
  if (connect_to(SOCK_STREAM, name) < 0 || sigaction(SIGALRM, &handled, NULL) != 0) return say(-1);
  const struct itimerval often = {{0, 20000}, {0, 20000}};
  if (setitimer(ITIMER_REAL, &often, NULL) != 0) return say(-1);
  const int result = connect_to(SOCK_STREAM, name);
  const int error = errno;
  const struct itimerval never = {{0, 0}, {0, 0}};
  (void)setitimer(ITIMER_REAL, &never, NULL);
  errno = error;
  return say(result);
}

/* As the sandboxes of browsers do. */
static int connect_in_own_root(const char *directory, const char *name) {
  if (unshare(CLONE_NEWUSER) != 0 || chroot(directory) != 0 || chdir("/") != 0) return say(-1);
  return say(connect_to(SOCK_STREAM, name));
}

/* So many as there may be. */
static int count_children(void) {
  int count = 0;
  pid_t child;
  pid_t children[64];
  while (count < 64 && (child = fork()) >= 0) {
    if (child == 0) pause();
    children[count++] = child;
  }
  for (int i = 0; i < count; i++) kill(children[i], SIGKILL);
  return printf("%d\n", count);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const char *const mode = argv[1];
  if (strcmp(mode, "connect") == 0)
    for (int i = 2; i < argc; i++) say(connect_to(SOCK_STREAM, argv[i]));
  if (strcmp(mode, "datagram") == 0) say(connect_to(SOCK_DGRAM, argv[2]));
  if (strcmp(mode, "pair") == 0) {
    int ends[2];
    say(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
  }
  if (strcmp(mode, "own") == 0) serve_own(SOCK_STREAM, argv[2]);
  if (strcmp(mode, "own-packets") == 0) serve_own(SOCK_SEQPACKET, argv[2]);
  if (strcmp(mode, "crowd") == 0) crowd(argv[2], atoi(argv[3]));
  if (strcmp(mode, "long-size") == 0) connect_with_long_size(argv[2]);
  if (strcmp(mode, "own-table") == 0) return connect_in_thread(connect_with_own_table, argv[2]);
  if (strcmp(mode, "last-thread") == 0) return connect_in_thread(connect_as_last_thread, argv[2]);
  if (strcmp(mode, "abandon") == 0) abandon(argv[2], atoi(argv[3]));
  if (strcmp(mode, "interrupt") == 0) interrupt(argv[2]);
  if (strcmp(mode, "own-root") == 0) connect_in_own_root(argv[2], argv[3]);
  if (strcmp(mode, "many") == 0) bind_many(argv[2], atoi(argv[3]));
  if (strcmp(mode, "early") == 0) be_early(argv[2], atoi(argv[3]));
  if (strcmp(mode, "race-bound") == 0 && argc == 5) {
    place = argv[2];
    second = argv[3];
    race_bound(atol(argv[4]));
  }
  if (strcmp(mode, "children") == 0) count_children();
  if (strcmp(mode, "race-address") == 0 && argc == 5) {
    first = argv[2];
    second = argv[3];
    shared = address_of(first);
    return race(flip_address, &shared, atol(argv[4]));
  }
  if (strcmp(mode, "race-link") == 0 && argc == 6) {
    place = argv[2];
    first = argv[3];
    second = argv[4];
    const struct sockaddr_un address = address_of(place);
    return race(flip_link, &address, atol(argv[5]));
  }
  if (strcmp(mode, "race-descriptor") == 0 && argc == 4) return race_descriptor(argv[2], atol(argv[3]));
  return 0;
}
