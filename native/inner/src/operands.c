/* Reads what the spec's records carry as text: numbers and system call filters. Pure. */
#include "operands.h"

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
