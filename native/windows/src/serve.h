/* Answers requests on the standard streams until they end. */

#pragma once

int serve_requests(void);
