/* Words in, words out. Everything is read before anything is tried, so that the reading is not part of what is tried. */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *words;
static size_t length;
static size_t position;

void give_up(const char *reason) {
  fprintf(stderr, "sandbox-probe: %s\n", reason);
  exit(99);
}

void read_script(void) {
  size_t capacity = 1 << 16;
  words = malloc(capacity);
  for (;;) {
    if (words == NULL) give_up("no memory");
    const size_t count = fread(words + length, 1, capacity - length, stdin);
    length += count;
    if (count == 0) break;
    if (length < capacity) continue;
    capacity *= 2;
    words = realloc(words, capacity);
  }
  if (ferror(stdin)) give_up("cannot read the operations");
  if (length > 0 && words[length - 1] != '\0') give_up("the operations end in the middle of a word");
}

static const char *next_word(void) {
  if (position >= length) give_up("an operation is not complete");
  const char *const word = words + position;
  position += strlen(word) + 1;
  return word;
}

int next_operation(struct operation *operation) {
  if (position >= length) return 0;
  operation->name = next_word();
  operation->path = next_word();
  operation->other = next_word();
  return 1;
}

void answer(int error, const char *detail) {
  if (printf("%d%c%s%c", error, '\0', detail, '\0') < 0) give_up("cannot write the answers");
}
