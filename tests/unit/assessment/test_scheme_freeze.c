/* A scheme is frozen in time, amended forward only, and begins the next year. */
#include "scheme_lib.h"

static const char *frozen(void)
{
	const char *id = consulted();

	TODAY("2026-01-20");
	WHEN(ApproveScheme, .scheme_id = id, .document = "考核〔2026〕1号");
	ACCEPTED();
	WHEN(FreezeScheme, .scheme_id = id);
	ACCEPTED();
	return id;
}

TEST(a_scheme_is_frozen_by_the_last_day)
{
	const char *id = consulted();
	TODAY("2026-01-20");
	WHEN(FreezeScheme, .scheme_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(ApproveScheme, .scheme_id = id, .document = "x");
	TODAY("2026-04-01");
	WHEN(FreezeScheme, .scheme_id = id);
	REFUSED(REFUSAL_SCHEME_FREEZE_LATE);
	POLICY("SCHEME.FREEZE_BY", "04-01", "text");
	WHEN(FreezeScheme, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(scheme(id)->state, SCHEME_STATE_FROZEN);
	WHEN(FreezeScheme, .scheme_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(an_amendment_goes_forward_only)
{
	const char *id = frozen();
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-01-20", .reason = "x");
	REFUSED(REFUSAL_AMENDMENT_BACKDATED);
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2027-01-01", .reason = "x");
	REFUSED(REFUSAL_AMENDMENT_YEAR);
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-07-01", .reason = "新增项目");
	ACCEPTED();
	const char *next = world_answer("scheme_id");
	CHECK_INT(scheme(next)->version, 2);
	CHECK(scheme_indicator_find(world_state(), next, "gdp") != NULL);
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-08-01", .reason = "x");
	REFUSED(REFUSAL_AMENDMENT_STANDS);

	struct draft *f = a_draft();
	f->scheme_id = next;
	f->indicators[0].target = 1200;
	drafted(f);
	ACCEPTED();
	f->year = 2027;
	drafted(f);
	REFUSED(REFUSAL_AMENDMENT_YEAR);
	WHEN(ConsultScheme, .scheme_id = next);
	TODAY("2026-02-10");
	WHEN(ApproveScheme, .scheme_id = next, .document = "考核〔2026〕2号");
	TODAY("2026-07-01");
	WHEN(FreezeScheme, .scheme_id = next);
	REFUSED(REFUSAL_AMENDMENT_BACKDATED);
}

TEST(an_amendment_replaces_the_version_before_it)
{
	const char *id = frozen();
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-07-01", .reason = "新增项目");
	const char *next = world_answer("scheme_id");
	WHEN(ConsultScheme, .scheme_id = next);
	TODAY("2026-02-10");
	WHEN(ApproveScheme, .scheme_id = next, .document = "x");
	WHEN(FreezeScheme, .scheme_id = next);
	ACCEPTED();
	CHECK_INT(scheme(id)->state, SCHEME_STATE_REPLACED);
	CHECK_TEXT(scheme(next)->amends, id);
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-08-01", .reason = "x");
	REFUSED(REFUSAL_SCHEME_NOT_FROZEN);
}

TEST(next_year_begins_with_this_years_scheme)
{
	const char *id = frozen();
	WHEN(CopyScheme, .scheme_id = id, .year = 2026);
	REFUSED(REFUSAL_SCHEME_STANDS);
	WHEN(CopyScheme, .scheme_id = id, .year = 2027);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(SchemeIndicatorSet), 5);
	CHECK_INT(scheme(world_answer("scheme_id"))->state, SCHEME_STATE_DRAFT);
	CHECK_TEXT(scheme(world_answer("scheme_id"))->effective_from, "2027-01-01");
}
TEST_MAIN()
