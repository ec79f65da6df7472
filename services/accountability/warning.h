/* What letters, measures and adjustments do to the warning they belong to. */
#ifndef DANDANG_ACCOUNTABILITY_WARNING_H
#define DANDANG_ACCOUNTABILITY_WARNING_H

#include "rows.h"
#include "runtime/decision.h"

bool warning_is_open(const WarningRow *warning);
/* Level 2 failed (no change, or no reply): proposes level 3 to the head. */
void warning_propose_level_3(struct decision *d, const WarningRow *warning, const char *reason);
/* Level 3 is decided: WarningRaised at level 3 (unless it was) and Level3Settled. follow_up_by: of an admonition, else "". */
void warning_settle_level_3(struct decision *d, const WarningRow *warning, WarningStep step, const char *follow_up_by);
/* Letters of the matter still open are ended, but for one (may be ""). */
void letters_withdraw(struct decision *d, const char *matter_id, const char *but_letter_id);
void warning_close(struct decision *d, const WarningRow *warning, bool improved);

#endif
