#include "spec.h"

#include <io.h>
#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>

#define SPEC_DESCRIPTOR 3
#define HEADER L"sandbox-token 1"
/* The environment of a command has no limit of its own; nothing sensible is larger. */
#define MAX_UNITS (16u * 1024 * 1024)

/* The whole file as texts, with two NULs behind it. */
static DWORD read_text(HANDLE file, wchar_t **text, size_t *units)
{
    size_t room = 64 * 1024;
    char *bytes = malloc(room);
    size_t length = 0;
    while (bytes != NULL) {
        DWORD got = 0;
        if (!ReadFile(file, bytes + length, (DWORD)(room - length), &got, NULL)) {
            DWORD code = GetLastError();
            if (code != ERROR_BROKEN_PIPE && code != ERROR_HANDLE_EOF) {
                free(bytes);
                return code;
            }
        }
        if (got == 0)
            break;
        length += got;
        if (length == room) {
            room *= 2;
            char *larger = room > MAX_UNITS * sizeof(wchar_t) ? NULL : realloc(bytes, room);
            if (larger == NULL)
                free(bytes);
            bytes = larger;
        }
    }
    if (bytes == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    *text = (wchar_t *)bytes;
    *units = length / sizeof(wchar_t);
    return 0;
}

/* The text behind `at`, or NULL when none ends before `end`. */
static wchar_t *next_text(wchar_t **at, const wchar_t *end)
{
    wchar_t *text = *at;
    for (wchar_t *look = text; look < end; look++)
        if (*look == L'\0') {
            *at = look + 1;
            return text;
        }
    return NULL;
}

static DWORD read_number(const wchar_t *text, ULONGLONG *number)
{
    wchar_t *end;
    *number = wcstoull(text, &end, 10);
    return *text >= L'0' && *text <= L'9' && *end == L'\0' ? 0 : ERROR_BAD_FORMAT;
}

static DWORD read_small(const wchar_t *text, DWORD *number)
{
    ULONGLONG value;
    DWORD code = read_number(text, &value);
    *number = (DWORD)value;
    return code != 0 ? code : value > MAXDWORD ? ERROR_BAD_FORMAT : 0;
}

static DWORD read_field(struct spec *spec, const wchar_t *name, wchar_t *value)
{
    if (wcscmp(name, L"application") == 0)
        spec->application = value;
    else if (wcscmp(name, L"command-line") == 0)
        spec->command_line = value;
    else if (wcscmp(name, L"directory") == 0)
        spec->directory = value;
    else if (wcscmp(name, L"parent") == 0)
        return read_small(value, &spec->parent);
    else if (wcscmp(name, L"memory") == 0)
        return read_number(value, &spec->memory);
    else if (wcscmp(name, L"processes") == 0)
        return read_small(value, &spec->processes);
    else if (wcscmp(name, L"capability") == 0 && spec->capability_count < MAX_CAPABILITIES)
        spec->capabilities[spec->capability_count++] = value;
    else
        /* A word that we do not know may be a fence that we would not build. */
        return ERROR_BAD_FORMAT;
    return 0;
}

static BOOL is_complete(const struct spec *spec)
{
    return spec->application != NULL && spec->command_line != NULL && spec->directory != NULL && spec->parent != 0;
}

/* Puts a variable behind the others. Their names, which are dropped, leave room enough, and nothing read before is hit:
 * variables come last. */
static void keep_variable(struct spec *spec, wchar_t **block, wchar_t *name, const wchar_t *value)
{
    if (spec->environment == NULL)
        spec->environment = *block = name;
    size_t units = wcslen(value) + 1;
    wmemmove(*block, value, units);
    *block += units;
}

static DWORD read_fields(struct spec *spec, wchar_t *at, const wchar_t *end)
{
    static wchar_t no_environment[2];
    wchar_t *block = no_environment;
    for (;;) {
        wchar_t *name = next_text(&at, end);
        wchar_t *value = name == NULL ? NULL : next_text(&at, end);
        if (value == NULL)
            return ERROR_BAD_FORMAT;
        if (wcscmp(name, L"end") == 0)
            break;
        if (wcscmp(name, L"variable") == 0) {
            keep_variable(spec, &block, name, value);
            continue;
        }
        DWORD code = spec->environment != NULL ? ERROR_BAD_FORMAT : read_field(spec, name, value);
        if (code != 0)
            return code;
    }
    if (spec->environment == NULL)
        spec->environment = no_environment;
    *block = L'\0';
    return is_complete(spec) ? 0 : ERROR_BAD_FORMAT;
}

DWORD read_spec(struct spec *spec)
{
    intptr_t file = _get_osfhandle(SPEC_DESCRIPTOR);
    if (file == -1 || file == -2)
        return ERROR_INVALID_HANDLE;
    size_t units = 0;
    DWORD code = read_text((HANDLE)file, &spec->text, &units);
    if (code != 0)
        return code;
    const wchar_t *end = spec->text + units;
    wchar_t *at = spec->text;
    wchar_t *header = next_text(&at, end);
    if (header == NULL || wcscmp(header, HEADER) != 0)
        return ERROR_BAD_FORMAT;
    return read_fields(spec, at, end);
}
