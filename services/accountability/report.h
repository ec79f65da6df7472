/* What clearing a name needs of reports. */
#ifndef DANDANG_ACCOUNTABILITY_REPORT_H
#define DANDANG_ACCOUNTABILITY_REPORT_H

#include <stdbool.h>

#include "rows.h"
#include "runtime/decision.h"

/* Emits BarLifted for every provisional bar of that report. */
void report_lift_bars(struct decision *d, const char *report_id, const char *cadre_id, bool expired);
bool report_unfounded(ReportConclusion conclusion);   /* 失实 or 查无实据 */

#endif
