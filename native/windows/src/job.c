#include "job.h"

#define UI_LIMITS \
    (JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_DISPLAYSETTINGS | JOB_OBJECT_UILIMIT_EXITWINDOWS | \
     JOB_OBJECT_UILIMIT_HANDLES | JOB_OBJECT_UILIMIT_READCLIPBOARD | JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS | \
     JOB_OBJECT_UILIMIT_WRITECLIPBOARD)

DWORD make_job(ULONGLONG memory, DWORD processes, HANDLE *job)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    JOBOBJECT_BASIC_UI_RESTRICTIONS ui = {UI_LIMITS};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (memory != 0) {
        limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_JOB_MEMORY;
        limits.JobMemoryLimit = memory > SIZE_MAX ? SIZE_MAX : (SIZE_T)memory;
    }
    if (processes != 0) {
        limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
        limits.BasicLimitInformation.ActiveProcessLimit = processes;
    }
    *job = CreateJobObjectW(NULL, NULL);
    if (*job == NULL)
        return GetLastError();
    if (!SetInformationJobObject(*job, JobObjectExtendedLimitInformation, &limits, sizeof limits) ||
        !SetInformationJobObject(*job, JobObjectBasicUIRestrictions, &ui, sizeof ui))
        return GetLastError();
    return 0;
}
