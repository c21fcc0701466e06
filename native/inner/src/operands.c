/* Reads what the spec's records carry as text: numbers, paths and system call filters. Pure. */
#include "operands.h"

#include <limits.h>
#include <string.h>

bool read_decimal(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value) {
  uint64_t number = 0;
  if (*text == '\0') return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return false;
    const uint64_t digit = (uint64_t)(*text - '0');
    if (number > maximum / 10 || number * 10 > maximum - digit) return false;
    number = number * 10 + digit;
  }
  *value = number;
  return number >= minimum;
}

bool is_filter(const char *hex) {
  enum { DIGITS = 2 * FILTER_INSTRUCTION_SIZE };
  const size_t length = strspn(hex, "0123456789abcdef");
  return hex[length] == '\0' && length > 0 && length % DIGITS == 0 && length / DIGITS <= FILTER_INSTRUCTIONS_MAX;
}

static unsigned char half(char digit) { return (unsigned char)(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

size_t decode_filter(const char *hex, unsigned char bytes[FILTER_INSTRUCTIONS_MAX * FILTER_INSTRUCTION_SIZE]) {
  size_t size = 0;
  for (; hex[2 * size] != '\0'; size++)
    bytes[size] = (unsigned char)(half(hex[2 * size]) << 4 | half(hex[2 * size + 1]));
  return size / FILTER_INSTRUCTION_SIZE;
}

bool is_canonical(const char *names) {
  if (*names == '\0' || strlen(names) >= PATH_MAX) return false;
  for (;;) {
    const char *const slash = strchrnul(names, '/');
    const size_t length = (size_t)(slash - names);
    if (length == 0 || length > NAME_MAX) return false;
    if (names[0] == '.' && (length == 1 || (length == 2 && names[1] == '.'))) return false;
    if (*slash == '\0') return true;
    names = slash + 1;
  }
}

bool is_absolute(const char *path) { return path[0] == '/' && is_canonical(path + 1); }
