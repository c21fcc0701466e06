/* Drives the fuzz target without libFuzzer: fuzz-spec COUNT [SEED] mutates valid specs COUNT times. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

enum { INPUT_MAX = 4096 };

static uint64_t state = 1;

static uint64_t next_number(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static size_t below(size_t limit) { return limit == 0 ? 0 : (size_t)(next_number() % limit); }

struct text {
  uint8_t bytes[INPUT_MAX];
  size_t size;
};

#define SEED(text) {text, sizeof text}
static const struct {
  const char *bytes;
  size_t size;
} seeds[] = {
    SEED("sandbox-inner 1\0cwd\0/w\0env\0A=1\0arg\0true\0arg\0\0pin\0/w/a\0attach\0/w\0rw\0hide\0/w/a/s\0end"),
    SEED("sandbox-inner 1\0cwd\0/\0arg\0x\0hole\0/p\0002\0hole-dir\0a/b\0hole-file\0c\0attach\0/p/a/b\0ro\0end"),
    SEED("sandbox-inner 1\0cwd\0/\0arg\0x\0limit\0memory\0001048576\0limit\0cpu\0009\0limit\0core\0000\0end"),
    SEED("sandbox-inner 1\0cwd\0/\0arg\0x\0seccomp\00020000000040000000600000000000000\0seccomp\0"
         "060000000000ff7f\0end"),
    SEED("sandbox-inner 1\0cwd\0/\0arg\0x\0expect\0/w\00042\00018446744073709551615\0end"),
    SEED("sandbox-inner 1\0cwd\0/\0arg\0x\0landlock\000032767\0003\0003\0landlock-path\00016\0/w\0"
         "landlock-path-if-present\0002\0/\0landlock-port\0002\000443\0landlock-streams\0end"),
    SEED("sandbox-inner 1\0arg\0x\0terminal\0cwd\0/a\0guard\0/g\0readonly-if-present\0/r\0pin-link\0/l\0end"),
};

static const char *const words[] = {
    "sandbox-inner 1", "cwd",     "env",      "arg",       "terminal", "pin",   "pin-link",        "attach", "readonly",
    "hide",            "guard",   "hole",     "hole-dir",  "hole-file", "end",   "hide-if-present", "rw",     "ro",
    "/",               "/a/../b", "/a//b",    "..",        ".",        "",      "100000",          "100001", "0",
    "limit",           "memory",  "processes", "files",    "cpu",      "core",  "9223372036854775808",
    "seccomp",         "060000000000ff7f", "expect", "18446744073709551615",
    "18446744073709551617", "-1", "/a/b/c/d", "A=",
    "landlock", "landlock-path", "landlock-path-if-present", "landlock-port", "landlock-streams", "host-network", "65536", "3", "=",  "relative",
};

static void insert(struct text *text, size_t at, const void *bytes, size_t size) {
  if (text->size + size > INPUT_MAX) return;
  memmove(text->bytes + at + size, text->bytes + at, text->size - at);
  memcpy(text->bytes + at, bytes, size);
  text->size += size;
}

static void erase(struct text *text, size_t at, size_t size) {
  if (size > text->size - at) size = text->size - at;
  memmove(text->bytes + at, text->bytes + at + size, text->size - at - size);
  text->size -= size;
}

static size_t string_start(const struct text *text) {
  size_t at = below(text->size + 1);
  while (at > 0 && text->bytes[at - 1] != '\0') at--;
  return at;
}

static void mutate(struct text *text) {
  const char *const word = words[below(sizeof words / sizeof words[0])];
  const uint8_t byte = (uint8_t)next_number();
  uint8_t copy[64];
  switch (below(6)) {
    case 0:
      if (text->size > 0) text->bytes[below(text->size)] = byte;
      break;
    case 1: erase(text, below(text->size + 1), below(8)); break;
    case 2: insert(text, below(text->size + 1), &byte, 1); break;
    case 3: insert(text, string_start(text), word, strlen(word) + 1); break;
    case 4: {
      const size_t at = string_start(text);
      erase(text, at, strnlen((const char *)text->bytes + at, text->size - at) + 1);
      break;
    }
    default: {
      const size_t from = below(text->size + 1);
      const size_t size = below(text->size - from < sizeof copy ? text->size - from : sizeof copy);
      memcpy(copy, text->bytes + from, size);
      insert(text, string_start(text), copy, size);
    }
  }
}

int main(int argc, char **argv) {
  static struct text text;
  const unsigned long long count = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
  if (argc > 2) state = strtoull(argv[2], NULL, 10) | 1;
  for (unsigned long long i = 0; i < count; i++) {
    const size_t seed = below(sizeof seeds / sizeof seeds[0]);
    text.size = seeds[seed].size;
    memcpy(text.bytes, seeds[seed].bytes, text.size);
    for (size_t changes = below(6); changes > 0; changes--) mutate(&text);
    LLVMFuzzerTestOneInput(text.bytes, text.size);
  }
  printf("%llu inputs\n", count);
  return 0;
}
