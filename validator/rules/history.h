/* A release against those of its channel that came before. Internal to rules/. */
#ifndef SL_RULES_HISTORY_H
#define SL_RULES_HISTORY_H

#include "rules/novelty.h"

/* 5002, 5005, 5006, 5007. */
void sl_check_history(const sl_release *release, sl_findings *findings);

#endif
