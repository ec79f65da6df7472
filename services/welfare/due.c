/* What happens when a last day has passed. */
#include <string.h>

#include "months.h"
#include "observations.h"
#include "talks.h"

/* The expiry normally comes from accountability; this holds where no registry entry stands behind the measure, and after
 * a continued observation. */
void due_observation_end(struct decision *d, const char *id)
{
	const ObservationRow *row = observation_find(d->state, id);

	if (row)
		observation_period_end(d, row);
}

void due_observation_record(struct decision *d, const char *id)
{
	const ObservationRow *row = observation_find(d->state, id);
	const char *next;

	if (!row || row->record_by[0] == '\0' || row->state > OBSERVATION_STATE_MID_REVIEWED)
		return;
	next = month_next(d, row->record_month);
	emit_observation_record_missed(d, &(ObservationRecordMissed){
		.observation_id = id,
		.cadre_id = row->cadre_id,
		.due_on = row->record_by,
		.month = row->record_month,
		.record_month = next,
		.record_by = strcmp(next, month_of(d, row->until_on)) <= 0
				     ? observation_record_by(d, next)
				     : "",
	});
}

void due_evaluation_start(struct decision *d, const char *id)
{
	const EvaluationRow *row = evaluation_find(d->state, id);

	if (row && row->state == EVALUATION_STATE_DUE)
		emit_evaluation_overdue(d, &(EvaluationOverdue){ .evaluation_id = id, .cadre_id = row->cadre_id,
								 .due_on = row->start_by });
}

void due_resettlement(struct decision *d, const char *id)
{
	const EvaluationRow *row = evaluation_find(d->state, id);

	if (row && row->state == EVALUATION_STATE_INFORMED)
		emit_resettlement_overdue(d, &(ResettlementOverdue){ .evaluation_id = id, .cadre_id = row->cadre_id,
								     .due_on = row->resettle_by });
}

void due_talk(struct decision *d, const char *id)
{
	const TalkRow *row = talk_find(d->state, id);

	if (row && talk_is_due(row))
		emit_talk_overdue(d, &(TalkOverdue){ .talk_id = id, .cadre_id = row->cadre_id, .due_on = row->talk_by });
}

void due_talk_action(struct decision *d, const char *id)
{
	const TalkRow *row = talk_find(d->state, id);

	if (row && row->state == TALK_STATE_NOTED)
		emit_talk_action_overdue(d, &(TalkActionOverdue){ .talk_id = id, .due_on = row->act_by });
}

void due_award_publicity(struct decision *d, const char *id)
{
	const AwardRow *row = award_find(d->state, id);

	if (row && row->state == AWARD_STATE_PUBLICITY)
		emit_award_publicity_ended(d, &(AwardPublicityEnded){ .award_id = id, .cadre_id = row->cadre_id,
								      .ended_on = row->publicity_until });
}
