/* A named report about c1, from registration to the end. */
#ifndef TESTS_REPORT_LIB_H
#define TESTS_REPORT_LIB_H

#include "accountability_lib.h"

static inline const char *registered(void)
{
	city("2026-03-02");
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02",
	     .content = "反映问题", .real_name = true, .reporter_name = "巴特尔", .reporter_contact = "13800000000");
	return world_answer("report_id");
}

static inline void conclude(const char *id, ReportConclusion conclusion)
{
	const char *investigators[] = { "i1", "i2" };

	WHEN(ConcludeReport, .report_id = id, .conclusion = conclusion, .finding = "核查情况", .n_investigators = 2,
	     .investigators = investigators);
}

static inline const char *closed(ReportConclusion conclusion)
{
	const char *id = registered();

	conclude(id, conclusion);
	WHEN(CloseReport, .report_id = id, .told_on = "2026-03-02", .approved_by = "部务会");
	return id;
}

#endif
