/* Transport of exchange cadres: W5.8. */
#include "welfare_lib.h"

/* x lives in 150402 and works in the county 150404 since February. */
static void exchanged(const char *today)
{
	people(today);
	GIVEN(CadreRegistered, .cadre_id = "x", .unit_id = "u4", .authority = "150400", .home_region = "150402");
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "x", .unit_id = "u4", .effective_on = "2026-02-01", .exchange = true,
	      .home_region = "150402");
	ACTOR_CADRE("cadre", "150400", "u4", "x");
	ACCOUNT("x");
}

static Trip trip(const char *ticket, const char *day)
{
	return (Trip){ .ticket = ticket, .travelled_on = day, .from_region = "150404", .to_region = "150402",
		       .vehicle = VEHICLE_CLASS_RAIL_SECOND, .fare_fen = 12000 };
}

static void claim(Trip one, const char *month)
{
	WHEN(ClaimTransport, .cadre_id = "x", .month = month, .n_trips = 1, .trips = (Trip *[]){ &one });
}

static const char *claimed(void)
{
	claim(trip("T1", "2026-03-01"), "2026-03");
	ACCEPTED();
	return world_answer("claim_id");
}

static void as(const char *account, const char *role)
{
	ACTOR(role, "150400");
	ACCOUNT(account);
}

TEST(claim_check_pay_by_three_hands)
{
	exchanged("2026-03-02");
	const char *id = claimed();
	CHECK_INT(EMITTED(TransportClaimed)->payable_fen, 12000);
	WHEN(PayClaims, .n_claim_ids = 1, .claim_ids = (const char *[]){ id }, .voucher = "v");
	REFUSED(REFUSAL_ROLE_MISSING);
	as("x", "org.cadre");
	WHEN(CheckClaim, .claim_id = "claim-none");
	REFUSED(REFUSAL_CLAIM_UNKNOWN);
	WHEN(CheckClaim, .claim_id = id);
	REFUSED(REFUSAL_CLAIM_CHECK_OWN);
	as("checker", "org.cadre");
	WHEN(PayClaims, .n_claim_ids = 1, .claim_ids = (const char *[]){ id }, .voucher = "v");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(CheckClaim, .claim_id = id);
	ACCEPTED();
	WHEN(PayClaims, .n_claim_ids = 1, .claim_ids = (const char *[]){ id }, .voucher = "v");
	REFUSED(REFUSAL_CLAIM_CHECK_OWN);
	as("cashier", "org.finance");
	WHEN(PayClaims, .n_claim_ids = 2, .claim_ids = (const char *[]){ id, id }, .voucher = "v");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(PayClaims, .n_claim_ids = 1, .claim_ids = (const char *[]){ id }, .voucher = "凭证7号");
	ACCEPTED();
	const ClaimPaid *e = EMITTED(ClaimPaid);
	CHECK_INT(e->amount_fen, 12000);
	CHECK_TEXT(e->month, "2026-03");
	CHECK_TEXT(e->cadre_id, "x");
	CHECK_TEXT(claim_find(world_state(), id)->voucher, "凭证7号");
}

TEST(only_exchange_cadres_of_the_city)
{
	exchanged("2026-03-02");
	ACTOR_CADRE("cadre", "150400", "u1", "c1");
	WHEN(ClaimTransport, .cadre_id = "c1", .month = "2026-03", .n_trips = 1,
	     .trips = (Trip *[]){ &(Trip){ .ticket = "T1", .travelled_on = "2026-03-01", .from_region = "a", .to_region = "b",
					   .vehicle = VEHICLE_CLASS_COACH, .fare_fen = 1 } });
	REFUSED(REFUSAL_NOT_EXCHANGE_CADRE);
	WHEN(ClaimTransport, .cadre_id = "x", .month = "2026-03", .n_trips = 1,
	     .trips = (Trip *[]){ &(Trip){ .ticket = "T1", .travelled_on = "2026-03-01", .from_region = "a", .to_region = "b",
					   .vehicle = VEHICLE_CLASS_COACH, .fare_fen = 1 } });
	REFUSED(REFUSAL_CLAIM_OTHERS);
	GIVEN(CadreRegistered, .cadre_id = "y", .unit_id = "u4", .authority = "150404", .exchange = true,
	      .home_region = "150402"); /* managed by the county */
	ACTOR_CADRE("cadre", "150404", "u4", "y");
	WHEN(ClaimTransport, .cadre_id = "y", .month = "2026-03", .n_trips = 1,
	     .trips = (Trip *[]){ &(Trip){ .ticket = "T1", .travelled_on = "2026-03-01", .from_region = "150404",
					   .to_region = "150402", .vehicle = VEHICLE_CLASS_COACH, .fare_fen = 1 } });
	REFUSED(REFUSAL_NOT_EXCHANGE_CADRE);
}

TEST(the_flag_of_the_roster_suffices_and_locals_do_not)
{
	people("2026-03-02");
	GIVEN(CadreRegistered, .cadre_id = "x", .unit_id = "u4", .authority = "150400", .exchange = true,
	      .home_region = "150404");
	ACTOR_CADRE("unit.hr", "150404", "u4", "");
	claim(trip("T1", "2026-03-01"), "2026-03");
	REFUSED(REFUSAL_LOCAL_PERSON);
	GIVEN(CadreRegistered, .cadre_id = "x", .unit_id = "u4", .authority = "150400", .exchange = true,
	      .home_region = "150402");
	claim(trip("T1", "2026-03-01"), "2026-03");
	ACCEPTED();
	ACTOR_CADRE("unit.hr", "150404", "u1", "");
	claim(trip("T2", "2026-03-01"), "2026-03");
	REFUSED(REFUSAL_CLAIM_OTHERS);
}

TEST(a_ticket_is_paid_once)
{
	exchanged("2026-03-02");
	Trip one = trip("T1", "2026-03-01"), two = trip("T1", "2026-03-02");
	WHEN(ClaimTransport, .cadre_id = "x", .month = "2026-03", .n_trips = 2, .trips = (Trip *[]){ &one, &two });
	REFUSED(REFUSAL_TICKET_DUPLICATE);
	CHECK_TEXT(world_violation(0), "TICKET_DUPLICATE 2 trips");
	const char *id = claimed();
	claim(trip("T1", "2026-03-02"), "2026-03");
	REFUSED(REFUSAL_TICKET_DUPLICATE);
	as("checker", "org.cadre");
	WHEN(ReturnClaim, .claim_id = id, .reason = "票据不清");
	ACCEPTED();
	CHECK_INT(trip_month_find(world_state(), "x", "2026-03")->trips, 0);
	ACTOR_CADRE("cadre", "150400", "u4", "x");
	claim(trip("T1", "2026-03-01"), "2026-03");
	ACCEPTED();
}

TEST(two_round_trips_a_month)
{
	exchanged("2026-03-20");
	Trip a = trip("A", "2026-03-01"), b = trip("B", "2026-03-02"), c = trip("C", "2026-03-03"), e = trip("E", "2026-03-05");
	WHEN(ClaimTransport, .cadre_id = "x", .month = "2026-03", .n_trips = 3, .trips = (Trip *[]){ &a, &b, &c });
	ACCEPTED();
	claim(trip("D", "2026-03-04"), "2026-03");
	ACCEPTED();
	claim(e, "2026-03");
	REFUSED(REFUSAL_TRIP_QUOTA_EXCEEDED);
	claim(trip("F", "2026-02-27"), "2026-02");
	ACCEPTED();
}

TEST(days_route_and_vehicle)
{
	exchanged("2026-03-02");
	claim(trip("T1", "2026-02-28"), "2026-03");
	REFUSED(REFUSAL_TRIP_OUTSIDE_MONTH);
	claim(trip("T1", "2026-03-03"), "2026-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	claim(trip("T1", "2026-04-01"), "2026-04");
	REFUSED(REFUSAL_TRIP_OUTSIDE_MONTH);
	claim(trip("T1", "2026-01-31"), "2026-01");
	REFUSED(REFUSAL_TRIP_OUTSIDE_EXCHANGE);
	Trip t = trip("T1", "2026-03-01");
	t.to_region = "110000";
	claim(t, "2026-03");
	REFUSED(REFUSAL_TRIP_ROUTE);
	t = trip("T1", "2026-03-01");
	t.vehicle = VEHICLE_CLASS_UNSPECIFIED;
	claim(t, "2026-03");
	REFUSED(REFUSAL_VEHICLE_REQUIRED);
}

TEST(three_months_to_claim)
{
	exchanged("2026-05-31");
	claim(trip("T1", "2026-02-27"), "2026-02"); /* February ended on the 28th: until May 28 */
	REFUSED(REFUSAL_CLAIM_LATE);
	claim(trip("T1", "2026-03-01"), "2026-03");
	ACCEPTED();
}

TEST(a_fare_is_paid_up_to_its_cap)
{
	exchanged("2026-03-02");
	POLICY("EXCH.CAP.RAIL_SECOND", "11999", "fen");
	claim(trip("T1", "2026-03-01"), "2026-03");
	ACCEPTED();
	CHECK_INT(EMITTED(TransportClaimed)->payable_fen, 11999);
	POLICY("EXCH.CAP.RAIL_SECOND", "12001", "fen");
	claim(trip("T2", "2026-03-01"), "2026-03");
	CHECK_INT(EMITTED(TransportClaimed)->payable_fen, 12000);
}

TEST(the_exchange_ends_with_the_next_post)
{
	exchanged("2026-03-20");
	GIVEN(Appointed, .appointment_id = "a2", .cadre_id = "x", .unit_id = "u1", .effective_on = "2026-03-10");
	claim(trip("T1", "2026-03-11"), "2026-03");
	REFUSED(REFUSAL_TRIP_OUTSIDE_EXCHANGE);
	claim(trip("T1", "2026-03-10"), "2026-03");
	ACCEPTED();
}

TEST_MAIN()
