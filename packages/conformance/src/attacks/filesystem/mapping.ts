import { type Attack, c, changed } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/mapping',
  tries: 'to change a file it may only read through a shared mapping',
  source: 'mmap(2), mprotect(2); CVE-2022-0847 and CVE-2016-5195 are the kernel holes of this kind',
  program: c`
int main(void) {
  const int file = open(path("OUT", "/victim"), O_RDWR);
  char *memory = file < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) {
    const int readable = open(path("OUT", "/victim"), O_RDONLY);
    memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, readable, 0);
    if (memory == MAP_FAILED || mprotect(memory, 4096, PROT_READ | PROT_WRITE) != 0) refused("mprotect");
  }
  memory[0] = 'X';
}`,
  succeeded: changed,
  control: 'plain',
}
