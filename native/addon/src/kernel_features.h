/* What this kernel offers to the process that asks. */
#ifndef SANDBOX_ADDON_KERNEL_FEATURES_H
#define SANDBOX_ADDON_KERNEL_FEATURES_H

#include <node_api.h>

/* { landlockAbi, seccomp, noNewPrivs, pidfd, userNamespaces }; NULL after it has thrown. Changes nothing. */
napi_value describe_features(napi_env env);

#endif
