/* What a user's other processes offer: sockets, shared memory, queues, a terminal, open files, and a secret in memory.
   Everything that arrives is logged as `<channel> <text>` on standard output.

     bait serve DIRECTORY SECRET   prints `NAME=value` lines and `ready`; ends, after what is on its way, with its input
     bait victim                   prints `ready`; ends with its input
     bait inherit DIRECTORY COMMAND...
                                   runs the command with descriptors left open: 20, 41, 100 and 300 */
#include "attack.h"
#include <mqueue.h>
#include <pty.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#ifndef PR_SET_PTRACER
#define PR_SET_PTRACER 0x59616d61
#endif

enum { MAX_WATCHED = 64 };

static struct pollfd watched[MAX_WATCHED];
static const char *channel[MAX_WATCHED];
static int count;
static const char *directory;
static char secret[128];
static int shared, messages, semaphore;
static char shared_name[64];

static int checked(const char *what, int result) {
  if (result < 0) {
    perror(what);
    exit(98);
  }
  return result;
}

static const char *at(const char *name) {
  static char buffers[4][256];
  static unsigned next;
  char *into = buffers[next++ % 4];
  snprintf(into, sizeof buffers[0], "%s/%s", directory, name);
  return into;
}

static void watch(const char *name, int file) {
  if (count == MAX_WATCHED) exit(97);
  checked("fcntl", fcntl(file, F_SETFL, O_NONBLOCK));
  watched[count] = (struct pollfd){.fd = file, .events = POLLIN};
  channel[count++] = name;
}

static void offer_fact(const char *name, long value) { printf("%s=%ld\n", name, value); }

static void listen_unix(const char *name, int type, const char *file) {
  const struct sockaddr_un address = socket_path(at(file));
  const int s = checked("socket", socket(AF_UNIX, type, 0));
  checked(file, bind(s, (const struct sockaddr *)&address, sizeof address));
  chmod(at(file), 0666);
  if (type == SOCK_STREAM) checked("listen", listen(s, 128));
  watch(name, s);
}

static void listen_abstract(const char *name, int type) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s-%d", name, getpid());
  const int s = checked("socket", socket(AF_UNIX, type, 0));
  checked("bind", bind(s, (const struct sockaddr *)&address,
                       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)));
  if (type == SOCK_STREAM) checked("listen", listen(s, 128));
  watch(name, s);
}

static void listen_internet(const char *name, int type, int protocol, const char *fact) {
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  const int s = checked("socket", socket(AF_INET, type, protocol));
  if (type == SOCK_STREAM) {
    const int queue = 128;
    setsockopt(s, IPPROTO_TCP, 23 /* TCP_FASTOPEN */, &queue, sizeof queue);
  }
  checked("bind", bind(s, (const struct sockaddr *)&address, sizeof address));
  if (type == SOCK_STREAM) checked("listen", listen(s, 128));
  checked("getsockname", getsockname(s, (struct sockaddr *)&address, &length));
  offer_fact(fact, ntohs(address.sin_port));
  watch(name, s);
}

/* The one who calls gets a descriptor of a file that is closed to them. */
static void hand_over(int to) {
  const int file = open(at("handed"), O_RDONLY);
  char byte = 'x';
  union {
    char space[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  struct iovec part = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &file, sizeof file);
  sendmsg(to, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  close(file);
}

/* In HTTP, since that is what a proxy carries. */
static void answer(int to) {
  char text[256];
  const int length =
      snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(secret), secret);
  send(to, text, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Returns whether there may be more. */
static int log_input(int i) {
  char text[4096];
  const ssize_t length = read(watched[i].fd, text, sizeof text - 1);
  if (length <= 0) return length < 0 && errno == EAGAIN;
  text[length] = 0;
  printf("%s %s\n", channel[i], text);
  fflush(stdout);
  if (strncmp(channel[i], "tcp", 3) == 0) answer(watched[i].fd);
  return 1;
}

/* Reads what a caller sends, in order, before anybody else is heard: what is on its way must not be lost. */
static void serve_caller(int i) {
  const int caller = accept4(watched[i].fd, NULL, NULL, SOCK_CLOEXEC);
  if (caller < 0) return;
  if (strncmp(channel[i], "tcp", 3) != 0) hand_over(caller);
  if (count < MAX_WATCHED)
    watch(channel[i], caller);
  else
    close(caller);
}

static int is_listening(int file) {
  int yes = 0;
  socklen_t length = sizeof yes;
  return getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &yes, &length) == 0 && yes;
}

static int is_connection(int file) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(file, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

static void drop(int i) {
  close(watched[i].fd);
  count--;
  memmove(&watched[i], &watched[i + 1], (size_t)(count - i) * sizeof watched[0]);
  memmove(&channel[i], &channel[i + 1], (size_t)(count - i) * sizeof channel[0]);
}

/* Returns how many were ready. */
static int serve_once(int patience) {
  const int ready = poll(watched, (nfds_t)count, patience);
  for (int i = count - 1; i > 0; i--) {
    if (watched[i].revents == 0) continue;
    if (is_listening(watched[i].fd))
      serve_caller(i);
    else {
      const int has_ended = (watched[i].revents & POLLIN) ? !log_input(i) : 1;
      if (has_ended && is_connection(watched[i].fd)) drop(i);
    }
  }
  return ready;
}

static void open_memory(void) {
  shared = checked("shmget", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
  strcpy(shmat(shared, NULL, 0), secret);
  messages = checked("msgget", msgget(IPC_PRIVATE, IPC_CREAT | 0600));
  semaphore = checked("semget", semget(IPC_PRIVATE, 1, IPC_CREAT | 0600));
  offer_fact("BAIT_SHM", shared);
  offer_fact("BAIT_MSG", messages);
  offer_fact("BAIT_SEM", semaphore);
  snprintf(shared_name, sizeof shared_name, "/sandbox-attack-%d", getpid());
  printf("BAIT_NAME=%s\n", shared_name);
  const int file = checked("shm_open", shm_open(shared_name, O_CREAT | O_EXCL | O_RDWR, 0600));
  if (write(file, secret, strlen(secret)) < 0) exit(96);
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 256};
  checked("mq_open", mq_open(shared_name, O_CREAT | O_EXCL | O_RDWR | O_NONBLOCK, 0600, &attributes));
}

static void log_message(void) {
  struct {
    long type;
    char text[256];
  } message;
  const ssize_t length = msgrcv(messages, &message, sizeof message.text - 1, 0, IPC_NOWAIT);
  if (length <= 0) return;
  message.text[length] = 0;
  printf("message %s\n", message.text);
}

static void log_queue(void) {
  char text[257];
  const mqd_t queue = mq_open(shared_name, O_RDWR | O_NONBLOCK);
  const ssize_t length = queue < 0 ? -1 : mq_receive(queue, text, sizeof text - 1, NULL);
  if (length <= 0) return;
  text[length] = 0;
  printf("queue %s\n", text);
}

static void close_memory(void) {
  log_message();
  log_queue();
  printf("semaphore %d\n", semctl(semaphore, 0, GETVAL));
  shmctl(shared, IPC_RMID, NULL);
  msgctl(messages, IPC_RMID, NULL);
  semctl(semaphore, 0, IPC_RMID);
  shm_unlink(shared_name);
  mq_unlink(shared_name);
}

static void open_terminal(void) {
  int outer, inner;
  char name[64];
  checked("openpty", openpty(&outer, &inner, name, NULL, NULL));
  printf("BAIT_TERMINAL=%s\n", name);
  watch("terminal", outer);
}

static void serve(void) {
  watch("input", 0);
  open_terminal();
  mkfifo(at("fifo"), 0666);
  chmod(at("fifo"), 0666);
  watch("fifo", checked("fifo", open(at("fifo"), O_RDWR | O_CLOEXEC)));
  const char *const services[] = {"stream.sock", "run/docker.sock", "run/bus", "agent.sock", "allowed.sock"};
  for (size_t i = 0; i < sizeof services / sizeof *services; i++) listen_unix(services[i], SOCK_STREAM, services[i]);
  listen_unix("datagram.sock", SOCK_DGRAM, "datagram.sock");
  listen_abstract("abstract", SOCK_STREAM);
  listen_abstract("abstract-datagram", SOCK_DGRAM);
  listen_internet("tcp", SOCK_STREAM, 0, "BAIT_TCP");
  listen_internet("udp", SOCK_DGRAM, 0, "BAIT_UDP");
  const int readable = open(at("handed"), O_RDONLY | O_CLOEXEC);
  offer_fact("BAIT_FILE", readable);
  offer_fact("BAIT_PID", getpid());
  printf("BAIT_MEMORY=%p\n", (void *)secret);
  open_memory();
  puts("ready");
  fflush(stdout);
  while (serve_once(-1) >= 0 && !(watched[0].revents & (POLLHUP | POLLIN))) continue;
  while (serve_once(0) > 1) continue;
  close_memory();
}

static void leave_open(int number, int file) {
  checked("dup2", dup2(checked("open", file), number));
  close(file);
}

int main(int argc, char **argv) {
  prctl(PR_SET_PTRACER, -1L, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 1);
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (argc == 2 && strcmp(argv[1], "victim") == 0) {
    char byte;
    puts("ready");
    while (read(0, &byte, 1) > 0) continue;
    return 0;
  }
  if (argc < 4) return 2;
  directory = argv[2];
  if (strcmp(argv[1], "serve") == 0) {
    strncpy(secret, argv[3], sizeof secret - 1);
    serve();
    return 0;
  }
  leave_open(20, open(at("inherited"), O_WRONLY | O_APPEND));
  leave_open(41, open(at("directory"), O_RDONLY | O_DIRECTORY));
  const struct sockaddr_un address = socket_path(at("stream.sock"));
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  checked("connect", connect(s, (const struct sockaddr *)&address, sizeof address));
  leave_open(100, s);
  leave_open(300, open(at("handed"), O_RDONLY));
  execv(argv[3], argv + 3);
  return 127;
}
