#include "serve.h"

#include <string.h>
#include <windows.h>

#include "birth.h"
#include "covered.h"
#include "frames.h"
#include "security.h"

enum operation { LOOK = 1, REPLACE = 2, COVERED = 3, DRIVE = 4, BIRTH = 5 };

/* The path in a field, which ends with a NUL of its own. NULL when it does not. */
static const wchar_t *path_of(const struct request *request)
{
    static wchar_t path[32 * 1024];
    struct field field = request->field_count > 0 ? request->fields[0] : (struct field){0};
    if (field.length < 2 || field.length % 2 != 0 || field.length > sizeof path)
        return NULL;
    memcpy(path, field.bytes, field.length);
    return path[field.length / 2 - 1] == L'\0' ? path : NULL;
}

static void answer_look(const wchar_t *path, struct answer *answer)
{
    struct object object;
    DWORD code = look_at(path, 0, &object);
    begin_answer(answer, code);
    if (code == 0) {
        add_number(answer, object.attributes);
        add_bytes(answer, &object.identity, sizeof object.identity);
        add_bytes(answer, object.descriptor, object.descriptor_length);
    }
    close_object(&object);
}

static void answer_replace(const wchar_t *path, const struct request *request, struct answer *answer)
{
    struct identity identity;
    static BYTE after[MAX_FRAME];
    if (request->field_count != 4 || request->fields[1].length != sizeof identity) {
        begin_answer(answer, ERROR_BAD_FORMAT);
        return;
    }
    memcpy(&identity, request->fields[1].bytes, sizeof identity);
    /* A copy, because a descriptor must lie at an even place. */
    memcpy(after, request->fields[3].bytes, request->fields[3].length);
    begin_answer(answer, replace_list(path, &identity, request->fields[2].bytes, request->fields[2].length, after,
                                      request->fields[3].length));
}

static void answer_covered(struct answer *answer)
{
    DWORD rights = 0;
    begin_answer(answer, covered_rights(&rights));
    add_number(answer, rights);
}

static void answer_drive(const wchar_t *root, struct answer *answer)
{
    DWORD flags = 0;
    BOOL known = GetVolumeInformationW(root, NULL, 0, NULL, NULL, &flags, NULL, 0);
    begin_answer(answer, known ? 0 : GetLastError());
    add_number(answer, GetDriveTypeW(root));
    add_number(answer, flags);
}

static void answer_birth(const struct request *request, struct answer *answer)
{
    DWORD process;
    FILETIME birth = {0};
    if (request->field_count != 1 || request->fields[0].length != sizeof process) {
        begin_answer(answer, ERROR_BAD_FORMAT);
        return;
    }
    memcpy(&process, request->fields[0].bytes, sizeof process);
    begin_answer(answer, birth_of(process, &birth));
    add_bytes(answer, &birth, sizeof birth);
}

static void answer_request(const struct request *request, struct answer *answer)
{
    if (request->operation == COVERED) {
        answer_covered(answer);
        return;
    }
    if (request->operation == BIRTH) {
        answer_birth(request, answer);
        return;
    }
    const wchar_t *path = path_of(request);
    if (path == NULL)
        begin_answer(answer, ERROR_BAD_PATHNAME);
    else if (request->operation == LOOK)
        answer_look(path, answer);
    else if (request->operation == REPLACE)
        answer_replace(path, request, answer);
    else if (request->operation == DRIVE)
        answer_drive(path, answer);
    else
        begin_answer(answer, ERROR_INVALID_FUNCTION);
}

int serve_requests(void)
{
    static struct answer answer;
    HANDLE from = GetStdHandle(STD_INPUT_HANDLE), to = GetStdHandle(STD_OUTPUT_HANDLE);
    struct request request;
    while (read_request(from, &request)) {
        answer_request(&request, &answer);
        if (!send_answer(to, &answer))
            return 1;
    }
    return 0;
}
