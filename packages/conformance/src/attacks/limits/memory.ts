import { type Attack, c, onlyOnce, reached } from '../attack.js'

export const attack: Attack = {
  id: 'limits/memory',
  tries: 'to take more memory than it was given',
  source: 'srt 4B.1, 35',
  alone: { limits: { memory: '64MiB' } },
  program: c`
int main(void) {
  const size_t size = 256 << 20;
  char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) refused("mmap");
  for (size_t i = 0; i < size; i += 4096) memory[i] = 1;
  reached();
}`,
  succeeded: reached,
  control: 'plain',
  exempt: onlyOnce,
}
