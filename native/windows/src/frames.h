/* Requests and answers of `serve`: a length of four bytes, little-endian, and that many bytes. In a request an operation
 * comes first, then fields, each with a length of its own. */

#pragma once

#include <windows.h>

#define MAX_FRAME (1024u * 1024)

struct field {
    const BYTE *bytes;
    DWORD length;
};

struct request {
    BYTE operation;
    struct field fields[8];
    DWORD field_count;
};

struct answer {
    BYTE bytes[4 + MAX_FRAME];
    DWORD length;
};

/* False at the end of the requests, and for one that is malformed. Valid until the next call. */
BOOL read_request(HANDLE from, struct request *request);

void begin_answer(struct answer *answer, DWORD code);
void add_number(struct answer *answer, DWORD number);
/* Left out when there is no room, which the reader sees. */
void add_bytes(struct answer *answer, const void *bytes, DWORD length);
BOOL send_answer(HANDLE to, struct answer *answer);
