/* Reads what the spec's records carry as text: numbers, paths and system call filters. Pure. */
#ifndef SANDBOX_OPERANDS_H
#define SANDBOX_OPERANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel takes no longer program. */
enum { FILTER_INSTRUCTIONS_MAX = 4096, FILTER_INSTRUCTION_SIZE = 8 };

/* Reads a decimal number from MINIMUM to MAXIMUM, both included. False when TEXT is anything else. */
bool read_decimal(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value);

/* Is it 1 to 4096 whole instructions in lower-case hexadecimal digits? */
bool is_filter(const char *hex);

/* Decodes HEX, which must be a filter, into BYTES. Returns the number of instructions. */
size_t decode_filter(const char *hex, unsigned char bytes[FILTER_INSTRUCTIONS_MAX * FILTER_INSTRUCTION_SIZE]);

/* Is it names joined by single slashes, none of them `.` or `..`? */
bool is_canonical(const char *names);

/* The same after a first slash. */
bool is_absolute(const char *path);

#endif
