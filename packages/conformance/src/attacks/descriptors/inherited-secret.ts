import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'descriptors/inherited-secret',
  tries: 'to read a file that whoever started the sandbox had open',
  source: 'srt 4B.1, 14',
  program: c`
int main(void) {
  char text[64];
  for (int file = 3; file < 400; file++) {
    const ssize_t length = pread(file, text, sizeof text, 0);
    if (length > 0) fwrite(text, 1, (size_t)length, stdout);
  }
}`,
  succeeded: leaked,
  control: 'plain',
}
