/* Squads: W1.7. */
#include "training_lib.h"

static const char *squad(const char *leader)
{
	WHEN(FormSquad, .name = "京津冀小分队", .programme = DISPATCH_PROGRAMME_INVESTMENT,
	     .domain = FRONTLINE_DOMAIN_INVESTMENT, .target = "京津冀", .leader_id = leader, .starts_on = "2026-03-01",
	     .ends_on = "2026-12-31");
	ACCEPTED();
	return world_answer("squad_id");
}

static const char *active(const char *leader, const char *member)
{
	const char *id = squad(leader);
	WHEN(AssignSquadMembers, .squad_id = id, IDS(member));
	ACCEPTED();
	WHEN(ActivateSquad, .squad_id = id);
	ACCEPTED();
	return id;
}

static void achieved(const char *squad_id, SquadResultKind kind, const char *project)
{
	WHEN(RecordSquadResult, .squad_id = squad_id, .kind = kind, .project = project, .title = "t",
	     .amount_fen = 100000, .achieved_on = "2026-03-02", .document = "协议1号");
}

TEST(a_squad_has_a_leader_and_a_programme)
{
	people("2026-03-02");
	WHEN(FormSquad, .name = "n", .programme = DISPATCH_PROGRAMME_INVESTMENT, .target = "t", .starts_on = "2026-03-01",
	     .ends_on = "2026-12-31");
	REFUSED(REFUSAL_SQUAD_LEADER_MISSING);
	WHEN(FormSquad, .name = "n", .programme = DISPATCH_PROGRAMME_CAPITAL, .target = "t", .leader_id = "c1",
	     .starts_on = "2026-03-01", .ends_on = "2026-12-31");
	REFUSED(REFUSAL_SQUAD_PROGRAMME);
	WHEN(FormSquad, .name = "n", .programme = DISPATCH_PROGRAMME_ASSIST, .target = "t", .leader_id = "c1",
	     .starts_on = "2026-03-02", .ends_on = "2026-03-01");
	REFUSED(REFUSAL_DATE_ORDER);
	barred("c1");
	WHEN(FormSquad, .name = "n", .programme = DISPATCH_PROGRAMME_ASSIST, .target = "t", .leader_id = "c1",
	     .starts_on = "2026-03-01", .ends_on = "2026-03-01");
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(joining_is_the_dispatch_that_counts)
{
	people("2026-03-02");
	const char *id = squad("c1");
	WHEN(AssignSquadMembers, .squad_id = id, IDS("c1", "c2", "c3"));
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(Dispatched), 3);
	CHECK_INT(EMITTED(Dispatched)->programme, DISPATCH_PROGRAMME_INVESTMENT);
	CHECK_TEXT(EMITTED(Dispatched)->destination, "京津冀");
	CHECK(strcmp(EMITTED_AT(Dispatched, 0)->dispatch_id, EMITTED_AT(Dispatched, 1)->dispatch_id) != 0);
	CHECK_INT(squad_find(world_state(), id)->members, 3);
	CHECK_INT(squad_find(world_state(), id)->state, SQUAD_STATE_MEMBERS_ASSIGNED);
}

TEST(nobody_is_in_two_squads_or_away_already)
{
	people("2026-03-02");
	const char *one = squad("c1");
	const char *two = squad("c4");
	WHEN(AssignSquadMembers, .squad_id = one, IDS("c1"));
	WHEN(AssignSquadMembers, .squad_id = two, IDS("c1"));
	REFUSED(REFUSAL_MEMBER_IN_SQUAD);
	barred("c2");
	WHEN(AssignSquadMembers, .squad_id = two, .partial = true, IDS("c2", "c3", "c3", "c9", "nobody"));
	ACCEPTED();
	CHECK_TEXT(world_violation(0), "CADRE_BARRED 1 cadre_ids");
	CHECK_TEXT(world_violation(1), "VALUE_DUPLICATE 3 cadre_ids");
	CHECK_TEXT(world_violation(2), "OUTSIDE_AUTHORITY 4 cadre_ids");
	CHECK_TEXT(world_violation(3), "CADRE_UNKNOWN 5 cadre_ids");
	WHEN(PlanSecondment, .title = "t", .programme = DISPATCH_PROGRAMME_CAPITAL, .destination = "北京市", .host_post = "h",
	     .posts = 1, .starts_on = "2026-12-31", .ends_on = "2027-03-31");
	WHEN(NominateForSecondment, .plan_id = world_answer("plan_id"), .n_rows = 1,
	     .rows = (SecondmentNominee *[]){ &(SecondmentNominee){ .cadre_id = "c1", .fit = true } });
	REFUSED(REFUSAL_DISPATCH_OVERLAP);
}

TEST(a_squad_leaves_with_members)
{
	people("2026-03-02");
	const char *id = squad("c1");
	WHEN(ActivateSquad, .squad_id = id);
	REFUSED(REFUSAL_SQUAD_EMPTY);
	achieved(id, SQUAD_RESULT_KIND_LEAD, "p1");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(ActivateSquad, .squad_id = "squad-none");
	REFUSED(REFUSAL_SQUAD_UNKNOWN);
}

TEST(a_member_leaves_and_is_free_the_leader_after_another_is_named)
{
	people("2026-03-02");
	const char *id = squad("c1");
	WHEN(AssignSquadMembers, .squad_id = id, IDS("c1", "c2"));
	WHEN(ReleaseSquadMember, .squad_id = id, .cadre_id = "c3", .reason = "r");
	REFUSED(REFUSAL_NOT_A_SQUAD_MEMBER);
	WHEN(ReleaseSquadMember, .squad_id = id, .cadre_id = "c1", .reason = "r");
	REFUSED(REFUSAL_LEADER_LEAVES);
	WHEN(ChangeSquadLeader, .squad_id = id, .leader_id = "c2");
	ACCEPTED();
	WHEN(ReleaseSquadMember, .squad_id = id, .cadre_id = "c1", .reason = "r");
	ACCEPTED();
	CHECK_TEXT(EMITTED(DispatchEnded)->cadre_id, "c1");
	WHEN(AssignSquadMembers, .squad_id = squad("c2"), IDS("c1"));
	ACCEPTED();
}

TEST(a_project_counts_once)
{
	people("2026-03-02");
	const char *one = active("c1", "c1");
	const char *two = active("c2", "c2");
	WHEN(RecordSquadResult, .squad_id = one, .kind = SQUAD_RESULT_KIND_SIGNED, .project = "p1", .title = "t",
	     .achieved_on = "2026-03-02");
	REFUSED(REFUSAL_RESULT_DOCUMENT_MISSING);
	WHEN(RecordSquadResult, .squad_id = one, .kind = SQUAD_RESULT_KIND_SIGNED, .project = "p1", .title = "t",
	     .achieved_on = "2026-03-03", .document = "d");
	REFUSED(REFUSAL_DATE_FUTURE);
	achieved(one, SQUAD_RESULT_KIND_VISIT, "p1");
	ACCEPTED();
	achieved(one, SQUAD_RESULT_KIND_VISIT, "p1"); /* visits repeat */
	ACCEPTED();
	achieved(two, SQUAD_RESULT_KIND_VISIT, "p1"); /* nobody has signed yet */
	ACCEPTED();
	achieved(one, SQUAD_RESULT_KIND_SIGNED, "p1");
	ACCEPTED();
	achieved(one, SQUAD_RESULT_KIND_SIGNED, "p1");
	REFUSED(REFUSAL_PROJECT_COUNTED);
	achieved(two, SQUAD_RESULT_KIND_SIGNED, "p1");
	REFUSED(REFUSAL_PROJECT_COUNTED);
	achieved(two, SQUAD_RESULT_KIND_LANDED, "p1");
	REFUSED(REFUSAL_PROJECT_COUNTED);
	achieved(one, SQUAD_RESULT_KIND_LANDED, "p1");
	ACCEPTED();
	CHECK_INT(squad_find(world_state(), one)->amount_fen, 100000);
}

TEST(closing_brings_everybody_home)
{
	people("2026-03-02");
	const char *id = active("c1", "c1");
	WHEN(AssignSquadMembers, .squad_id = id, IDS("c2"));
	WHEN(EvaluateSquad, .squad_id = id, .appraisal = "好", .opinion = "o");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(CloseSquad, .squad_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(DispatchEnded), 2);
	CHECK_INT(squad_find(world_state(), id)->members, 0);
	WHEN(EvaluateSquad, .squad_id = id, .appraisal = "优", .opinion = "o");
	REFUSED(REFUSAL_DISPATCH_APPRAISAL_INVALID);
	ACTOR_CADRE("org.training", "150400", "u1", "c1");
	WHEN(EvaluateSquad, .squad_id = id, .appraisal = "好", .opinion = "o");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.training", "150400");
	WHEN(EvaluateSquad, .squad_id = id, .appraisal = "好", .opinion = "o");
	ACCEPTED();
	CHECK_INT(squad_find(world_state(), id)->state, SQUAD_STATE_EVALUATED);
}

TEST_MAIN()
