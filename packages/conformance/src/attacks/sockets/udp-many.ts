import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/udp-many',
  tries: 'to send datagrams by the call that sends many',
  source: 'sendmmsg(2), which filters of sendto and sendmsg overlook',
  program: c`
int main(void) {
  struct sockaddr_in address = loopback(number("BAIT_UDP"));
  struct iovec part = {(void *)var("NONCE"), 24};
  struct mmsghdr message = {.msg_hdr = {.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &part, .msg_iovlen = 1}};
  const int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) refused("socket");
  if (sendmmsg(s, &message, 1, 0) < 1) refused("sendmmsg");
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
