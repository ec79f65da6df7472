/* What training answers to: proposals of call-ups (never more than that; a person approves or declines), and the training
 * a new post asks for. */
#include "call_ups.h"
#include "post_trainings.h"

static CallUpGround ground_of_hint(CallUpGroundHint hint)
{
	switch (hint) {
	case CALL_UP_GROUND_HINT_WEAK_AWARENESS:
		return CALL_UP_GROUND_WEAK_AWARENESS;
	case CALL_UP_GROUND_HINT_WEAK_PUSH:
		return CALL_UP_GROUND_WEAK_PUSH;
	case CALL_UP_GROUND_HINT_LONG_STAGNATION:
		return CALL_UP_GROUND_LONG_STAGNATION;
	default:
		return CALL_UP_GROUND_UNSPECIFIED; /* the approver names it */
	}
}

/* assessment froze a special list: its tail is proposed */
void react_list_placed(struct decision *d, const ListPlaced *e, const struct event *ev)
{
	(void)ev;
	if (e->tail)
		call_up_propose(d, e->cadre_id, ground_of_hint(e->ground), e->list_id);
}

/* welfare put somebody under observation: retraining belongs to it (seed 5.1) */
void react_observation_enrolled(struct decision *d, const ObservationEnrolled *e, const struct event *ev)
{
	(void)ev;
	call_up_propose(d, e->cadre_id, CALL_UP_GROUND_OBSERVATION, e->observation_id);
}

static CallUpGround ground_of_behavior(BehaviorKind behavior)
{
	switch (behavior) {
	case BEHAVIOR_KIND_NOT_SHOULDERING:
	case BEHAVIOR_KIND_INACTION:
		return CALL_UP_GROUND_WEAK_AWARENESS;
	case BEHAVIOR_KIND_SLOW_ACTION:
		return CALL_UP_GROUND_WEAK_PUSH;
	default:
		return CALL_UP_GROUND_OBSERVATION; /* an admonished cadre is under observation in any case */
	}
}

/* accountability admonished somebody */
void react_measure_issued(struct decision *d, const MeasureIssued *e, const struct event *ev)
{
	(void)ev;
	if (e->kind == MEASURE_KIND_ADMONITION)
		call_up_propose(d, e->cadre_id, ground_of_behavior(e->behavior), e->measure_id);
}

/* personnel promoted somebody: training for the post, before or within a year (TRAIN.POST) */
void react_appointed(struct decision *d, const Appointed *e, const struct event *ev)
{
	(void)ev;
	if (e->kind == APPOINTMENT_KIND_PROMOTION)
		post_training_open(d, e);
}
