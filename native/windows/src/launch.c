#include "launch.h"

#include <stdlib.h>

#include "desktop.h"
#include "job.h"
#include "sids.h"
#include "spec.h"
#include "status.h"
#include "streams.h"
#include "token.h"

/* Of core: the sandbox could not be set up; the program could not be executed; it was not found. */
#define NOT_SET_UP 125
#define NOT_EXECUTED 126
#define NOT_FOUND 127
#define FLAGS (CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT)

/* Everything that a start needs. What is open stays open until this process ends, and with it the job. */
struct launch {
    struct spec spec;
    struct streams streams;
    wchar_t desktop[DESKTOP_NAME_UNITS];
    /* What is open to this run is open to no other. */
    PSID run;
    HANDLE token;
    HANDLE job;
    HANDLE parent;
    LPPROC_THREAD_ATTRIBUTE_LIST attributes;
    PROCESS_INFORMATION child;
};

/* The command gets the keys; we wait for it. Not the ignoring of `SetConsoleCtrlHandler(NULL, TRUE)`: that is inherited. */
static BOOL WINAPI stay(DWORD event)
{
    (void)event;
    return TRUE;
}

static DWORD open_parent(struct launch *launch)
{
    launch->parent = OpenProcess(SYNCHRONIZE, FALSE, launch->spec.parent);
    return launch->parent == NULL ? GetLastError() : 0;
}

/* The job holds the command from its first moment, and nothing but the streams is inherited. */
static DWORD list_attributes(struct launch *launch)
{
    DWORD count = launch->streams.inherited_count > 0 ? 2 : 1;
    SIZE_T size = 0;
    (void)InitializeProcThreadAttributeList(NULL, count, 0, &size);
    launch->attributes = malloc(size);
    if (launch->attributes == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (!InitializeProcThreadAttributeList(launch->attributes, count, 0, &size) ||
        !UpdateProcThreadAttribute(launch->attributes, 0, PROC_THREAD_ATTRIBUTE_JOB_LIST, &launch->job,
                                   sizeof launch->job, NULL, NULL))
        return GetLastError();
    if (count == 1)
        return 0;
    SIZE_T bytes = launch->streams.inherited_count * sizeof(HANDLE);
    return UpdateProcThreadAttribute(launch->attributes, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                     launch->streams.inherited, bytes, NULL, NULL)
               ? 0
               : GetLastError();
}

static DWORD start(struct launch *launch)
{
    STARTUPINFOEXW startup = {0};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.lpDesktop = launch->desktop;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = launch->streams.standard[0];
    startup.StartupInfo.hStdOutput = launch->streams.standard[1];
    startup.StartupInfo.hStdError = launch->streams.standard[2];
    startup.lpAttributeList = launch->attributes;
    BOOL inherits = launch->streams.inherited_count > 0;
    /* THREAT: without an application Windows would search for the first word, in our directory first. */
    if (launch->spec.application[0] == L'\0')
        return ERROR_FILE_NOT_FOUND;
    return CreateProcessAsUserW(launch->token, launch->spec.application, launch->spec.command_line, NULL, NULL, inherits,
                                FLAGS, launch->spec.environment, launch->spec.directory, &startup.StartupInfo,
                                &launch->child)
               ? 0
               : GetLastError();
}

static DWORD make_identity(struct launch *launch)
{
    launch->run = random_sid();
    return launch->run == NULL ? ERROR_GEN_FAILURE : 0;
}

static DWORD make_restricted(struct launch *launch)
{
    return make_token(launch->spec.capabilities, launch->spec.capability_count, launch->run, &launch->token);
}

static DWORD make_own_job(struct launch *launch)
{
    return make_job(launch->spec.memory, launch->spec.processes, &launch->job);
}

static DWORD make_own_desktop(struct launch *launch)
{
    return make_desktop(launch->run, launch->desktop);
}

static DWORD read_own_spec(struct launch *launch)
{
    return read_spec(&launch->spec);
}

static DWORD take_own_streams(struct launch *launch)
{
    return take_streams(&launch->streams);
}

/* In this order; the first failure ends the run before anything was started. */
static const struct {
    const char *name;
    DWORD (*take)(struct launch *);
} stages[] = {
    {"spec", read_own_spec},       {"parent", open_parent},          {"identity", make_identity},
    {"token", make_restricted},    {"job", make_own_job},            {"desktop", make_own_desktop},
    {"streams", take_own_streams}, {"attributes", list_attributes}, {"start", start},
};

/* Until the command ends, or whoever wanted it. */
static DWORD wait_for_end(struct launch *launch)
{
    HANDLE either[] = {launch->child.hProcess, launch->parent};
    DWORD code = NOT_SET_UP;
    DWORD which = WaitForMultipleObjects(2, either, FALSE, INFINITE);
    if (which == WAIT_OBJECT_0 && GetExitCodeProcess(launch->child.hProcess, &code))
        report_exit(code);
    else if (which != WAIT_OBJECT_0 + 1)
        report_error("wait", GetLastError());
    /* What the command left behind ends with it. */
    (void)TerminateJobObject(launch->job, code);
    return code;
}

/* Says what failed. The last stage is the program's own, and has codes of its own. */
static DWORD give_up(size_t stage, DWORD code)
{
    report_error(stages[stage].name, code);
    if (stages[stage].take != start)
        return NOT_SET_UP;
    return code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND ? NOT_FOUND : NOT_EXECUTED;
}

DWORD run_command(void)
{
    static struct launch launch;
    if (!open_status() || !SetConsoleCtrlHandler(stay, TRUE))
        return NOT_SET_UP;
    for (size_t at = 0; at < sizeof stages / sizeof *stages; at++) {
        DWORD code = stages[at].take(&launch);
        if (code != 0)
            return give_up(at, code);
    }
    report_spawned(launch.child.dwProcessId);
    close_streams(&launch.streams);
    if (ResumeThread(launch.child.hThread) == (DWORD)-1) {
        report_error("resume", GetLastError());
        return NOT_SET_UP;
    }
    return wait_for_end(&launch);
}
