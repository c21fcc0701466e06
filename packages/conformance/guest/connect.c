/* Connects to the Unix socket that it is given, as a process of one thread. Says `reached`, or the error. */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int count, char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path) return 2;
  strcpy(address.sun_path, arguments[1]);
  const int channel = socket(AF_UNIX, SOCK_STREAM, 0);
  if (channel < 0 || connect(channel, (const struct sockaddr *)&address, sizeof address) != 0) {
    perror("connect");
    return 1;
  }
  puts("reached");
  return 0;
}
