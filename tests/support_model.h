/* Repositories in a scratch folder, and the findings of reading them as text. */
#ifndef SUPPORT_MODEL_H
#define SUPPORT_MODEL_H

#include "rules/finding.h"

/*
 * The findings in the order of reports, a line each: "CH6002 catalog/a.yaml:3:1 the words"; the folder is cut off the
 * paths. In a static buffer; frees the findings.
 */
const char *model_findings(sl_findings *findings, const char *folder);

#endif
