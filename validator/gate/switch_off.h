/* Stages that a test switches off. Internal to gate/. */
#ifndef SL_GATE_SWITCH_OFF_H
#define SL_GATE_SWITCH_OFF_H

#include <stdbool.h>

/*
 * Whether SLUICE_SKIP_STAGES, in the test's build of the tool alone, names this stage ("fleet,execution"): so each
 * net of the gate is shown to hold alone. In the product no stage can be switched off.
 */
bool sl_stage_is_off(const char *stage);

#endif
