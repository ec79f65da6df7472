/* Leaders rate whole groups, few at the top, never their own unit. */
#include "scoring_lib.h"

TEST(a_leader_rates_a_whole_group_with_few_at_the_top)
{
	const char *id = opened();
	leader(id, "l1", "a", all_units, 2, 9000);
	REFUSED(REFUSAL_RATINGS_INCOMPLETE);
	leader(id, "l1", "a", all_units, 3, 9000);       /* one of three at 90.00 */
	ACCEPTED();
	leader(id, "l1", "a", all_units, 3, 10000);      /* two of three */
	REFUSED(REFUSAL_RATINGS_TOO_HIGH);
	leader(id, "nobody", "a", all_units, 3, 9000);
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	leader(id, "l1", "x", all_units, 3, 9000);
	REFUSED(REFUSAL_GROUP_UNKNOWN);
	leader(id, "l1", "b", all_units, 3, 9000);
	REFUSED(REFUSAL_UNIT_NOT_IN_SCHEME);
}

TEST(a_leader_does_not_rate_his_own_unit)
{
	const char *id = opened();
	leader(id, "l2", "a", all_units, 3, 9000);
	REFUSED(REFUSAL_SELF_DEALING);
	leader(id, "l2", "a", &all_units[1], 2, 8900);   /* without his own the group is complete */
	ACCEPTED();
}

TEST_MAIN()
