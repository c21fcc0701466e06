#include "frames.h"

#include <string.h>

static BOOL read_exactly(HANDLE from, void *bytes, DWORD length)
{
    for (DWORD done = 0; done < length;) {
        DWORD got = 0;
        if (!ReadFile(from, (BYTE *)bytes + done, length - done, &got, NULL) || got == 0)
            return FALSE;
        done += got;
    }
    return TRUE;
}

static DWORD number_at(const BYTE *bytes)
{
    DWORD number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

BOOL read_request(HANDLE from, struct request *request)
{
    static BYTE frame[MAX_FRAME];
    BYTE size[4];
    if (!read_exactly(from, size, sizeof size))
        return FALSE;
    DWORD length = number_at(size);
    if (length < 1 || length > MAX_FRAME || !read_exactly(from, frame, length))
        return FALSE;
    *request = (struct request){.operation = frame[0]};
    for (DWORD at = 1; at < length;) {
        if (request->field_count == 8 || length - at < 4)
            return FALSE;
        struct field field = {frame + at + 4, number_at(frame + at)};
        if (field.length > length - at - 4)
            return FALSE;
        request->fields[request->field_count++] = field;
        at += 4 + field.length;
    }
    return TRUE;
}

void begin_answer(struct answer *answer, DWORD code)
{
    answer->length = 4;
    add_number(answer, code);
}

void add_number(struct answer *answer, DWORD number)
{
    add_bytes(answer, &number, sizeof number);
}

void add_bytes(struct answer *answer, const void *bytes, DWORD length)
{
    if (length > sizeof answer->bytes - answer->length)
        return;
    memcpy(answer->bytes + answer->length, bytes, length);
    answer->length += length;
}

BOOL send_answer(HANDLE to, struct answer *answer)
{
    DWORD body = answer->length - 4;
    memcpy(answer->bytes, &body, sizeof body);
    for (DWORD done = 0; done < answer->length;) {
        DWORD written = 0;
        if (!WriteFile(to, answer->bytes + done, answer->length - done, &written, NULL) || written == 0)
            return FALSE;
        done += written;
    }
    return TRUE;
}
