#include "job.h"

#include <stdint.h>

DWORD make_job(ULONGLONG memory, DWORD processes, HANDLE *job)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
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
    /* No limits of the user interface: a job that has them cannot be inside of another one, where terminals and build
     * servers put us. The desktop of its own does most of what they would. */
    return SetInformationJobObject(*job, JobObjectExtendedLimitInformation, &limits, sizeof limits) ? 0 : GetLastError();
}
