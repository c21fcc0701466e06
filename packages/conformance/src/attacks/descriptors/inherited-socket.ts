import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'descriptors/inherited-socket',
  tries: 'to speak on a connection that whoever started the sandbox had open',
  source: 'srt 4B.1, 14',
  program: c`
int main(void) {
  for (int s = 3; s < 400; s++) send(s, var("NONCE"), 24, MSG_NOSIGNAL | MSG_DONTWAIT);
}`,
  succeeded: arrived,
  control: 'plain',
}
