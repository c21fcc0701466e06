import { type Attack, c, hostNetwork, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/descriptor-from-outside',
  tries: 'to have a process outside hand it an open file',
  source: 'unix(7), SCM_RIGHTS; srt 4B.1, 1',
  program: c`
int main(void) {
  const struct sockaddr_un address = socket_path(path("BAIT", "/stream.sock"));
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  char byte;
  union { char space[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  if (recvmsg(s, &message, 0) < 0 || CMSG_FIRSTHDR(&message) == NULL) refused("recvmsg");
  int file;
  memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof file);
  show(file);
}`,
  succeeded: leaked,
  control: 'plain',
  exempt: hostNetwork,
}
