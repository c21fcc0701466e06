#include "security.h"

#include <stdlib.h>
#include <string.h>

#define PARTS (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
/* Directories can be opened, and what a link leads to is not. */
#define OPEN_ITSELF (FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT)

static DWORD read_descriptor(struct object *object)
{
    DWORD size = 0;
    (void)GetKernelObjectSecurity(object->handle, PARTS, NULL, 0, &size);
    object->descriptor = size == 0 ? NULL : malloc(size);
    if (object->descriptor == NULL)
        return size == 0 ? GetLastError() : ERROR_NOT_ENOUGH_MEMORY;
    if (!GetKernelObjectSecurity(object->handle, PARTS, object->descriptor, size, &size))
        return GetLastError();
    object->descriptor_length = size;
    return 0;
}

DWORD look_at(const wchar_t *path, DWORD rights, struct object *object)
{
    *object = (struct object){.handle = INVALID_HANDLE_VALUE};
    object->handle = CreateFileW(path, READ_CONTROL | FILE_READ_ATTRIBUTES | rights, SHARE_ALL, NULL, OPEN_EXISTING,
                                 OPEN_ITSELF, NULL);
    if (object->handle == INVALID_HANDLE_VALUE)
        return GetLastError();
    BY_HANDLE_FILE_INFORMATION file;
    if (!GetFileInformationByHandle(object->handle, &file))
        return GetLastError();
    object->attributes = file.dwFileAttributes;
    object->identity = (struct identity){file.dwVolumeSerialNumber, file.nFileIndexHigh, file.nFileIndexLow,
                                         file.nNumberOfLinks};
    return read_descriptor(object);
}

void close_object(struct object *object)
{
    if (object->handle != INVALID_HANDLE_VALUE)
        CloseHandle(object->handle);
    free(object->descriptor);
}

/* THREAT: a command may put a link where a directory was, between the planning and now; what we then reach is somebody
 * else's. Both paths begin with \\?\. */
static BOOL leads_straight(HANDLE handle, const wchar_t *path)
{
    DWORD units = GetFinalPathNameByHandleW(handle, NULL, 0, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    wchar_t *final = units == 0 ? NULL : calloc(units, sizeof *final);
    BOOL same = final != NULL &&
                GetFinalPathNameByHandleW(handle, final, units, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS) < units &&
                CompareStringOrdinal(final, -1, path, -1, TRUE) == CSTR_EQUAL;
    free(final);
    return same;
}

DWORD replace_list(const wchar_t *path, const struct identity *identity, const void *before, DWORD before_length,
                   void *after, DWORD after_length)
{
    struct object object;
    DWORD code = look_at(path, WRITE_DAC, &object);
    if (code == 0) {
        BOOL same = leads_straight(object.handle, path) && memcmp(&object.identity, identity, sizeof *identity) == 0 &&
                    object.descriptor_length == before_length && memcmp(object.descriptor, before, before_length) == 0;
        if (!same)
            code = NOT_THE_SAME;
        else if (after_length < sizeof(SECURITY_DESCRIPTOR_RELATIVE) || !IsValidSecurityDescriptor(after))
            code = ERROR_INVALID_SECURITY_DESCR;
        /* Not SetSecurityInfo: that would visit everything below, and make other lists of what it was given. */
        else if (!SetKernelObjectSecurity(object.handle, DACL_SECURITY_INFORMATION, after))
            code = GetLastError();
    }
    close_object(&object);
    return code;
}
