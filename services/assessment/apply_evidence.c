/* Evidence gathers itself: every event of the other daemons that says how somebody works becomes a piece with its source,
 * so that nobody has to file it a second time. Each piece can be followed back to its event: the id is the event's. */
#include <string.h>

#include "assessment/inspection_curve.h"
#include "assessment/standing.h"
#include "workflows.h"

static void gather(struct tables *t, const struct event *ev, const char *cadre_id, SourceKind source,
		   EvidenceBearing bearing, const char *observed_on, const char *origin, BehaviorKind behavior,
		   const char *summary)
{
	evidence_put(t, &(EvidenceRow){
		.cadre_id = cadre_id,
		.evidence_id = ev->id,
		.source = source,
		.bearing = bearing,
		.summary = summary,
		.observed_on = observed_on,
		.origin = origin,
		.behavior = behavior,
	});
}

void apply_evidence_recorded(struct tables *t, const EvidenceRecorded *e, const struct event *ev)
{
	(void)ev;
	evidence_put(t, &(EvidenceRow){
		.cadre_id = e->cadre_id,
		.evidence_id = e->evidence_id,
		.source = e->source,
		.bearing = e->bearing,
		.summary = e->summary,
		.observed_on = e->observed_on,
		.origin = e->origin,
		.behavior = e->behavior,
	});
}

/* The rank of a team speaks about its head. */
static void gather_ranks(struct tables *t, const InspectionPublished *e, const InspectedUnit *unit, const struct event *ev)
{
	struct row_scan scan = cadre_by_unit_id(tables_state(t), unit->unit_id);
	EvidenceBearing bearing = unit->last  ? EVIDENCE_BEARING_NEGATIVE :
				  unit->first ? EVIDENCE_BEARING_POSITIVE : EVIDENCE_BEARING_NEUTRAL;
	const CadreRow *cadre;

	while ((cadre = cadre_next(&scan)))
		if (cadre->team_head)
			gather(t, ev, cadre->cadre_id, SOURCE_KIND_INSPECTION, bearing, e->published_on, e->inspection_id,
			       BEHAVIOR_KIND_UNSPECIFIED, unit->last ? "季度督查末位" : unit->first ? "季度督查第一" : "季度督查");
}

void apply_inspection_published(struct tables *t, const InspectionPublished *e, const struct event *ev)
{
	const InspectionRow *old = inspection_find(tables_state(t), e->inspection_id);

	if (old) {
		InspectionRow row = *old;
		row.state = INSPECTION_STATE_PUBLISHED;
		row.published_on = e->published_on;
		inspection_put(t, &row);
		inspection_curve_draw(t, &row);
	}
	for (size_t i = 0; i < e->n_units; i++)
		gather_ranks(t, e, e->units[i], ev);
}

void apply_training_completed(struct tables *t, const TrainingCompleted *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_TRAINING, EVIDENCE_BEARING_POSITIVE, e->completed_on, e->class_id,
	       BEHAVIOR_KIND_UNSPECIFIED, e->title);
}

void apply_call_up_passed(struct tables *t, const CallUpPassed *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_TRAINING, EVIDENCE_BEARING_POSITIVE, e->passed_on, e->call_up_id,
	       BEHAVIOR_KIND_UNSPECIFIED, "回炉再造合格");
}

void apply_call_up_failed(struct tables *t, const CallUpFailed *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_TRAINING, EVIDENCE_BEARING_NEGATIVE, e->failed_on, e->call_up_id,
	       BEHAVIOR_KIND_UNSPECIFIED, e->final ? "回炉再造终不合格" : "回炉再造不合格");
}

void apply_dispatch_ended(struct tables *t, const DispatchEnded *e, const struct event *ev)
{
	EvidenceBearing bearing = strcmp(e->appraisal, "好") == 0 || strcmp(e->appraisal, "较好") == 0 ?
					  EVIDENCE_BEARING_POSITIVE :
				  strcmp(e->appraisal, "差") == 0 ? EVIDENCE_BEARING_NEGATIVE : EVIDENCE_BEARING_NEUTRAL;

	if (e->appraisal[0])
		gather(t, ev, e->cadre_id, SOURCE_KIND_DISPATCH, bearing, e->ended_on, e->dispatch_id,
		       BEHAVIOR_KIND_UNSPECIFIED, e->appraisal);
}

void apply_warning_raised(struct tables *t, const WarningRaised *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_WARNING, EVIDENCE_BEARING_NEGATIVE, ev->occurred_on,
	       e->origin[0] ? e->origin : e->warning_id, e->behavior,
	       e->level == 1 ? "一级预警" : e->level == 2 ? "二级预警" : "三级预警");
}

void apply_measure_issued(struct tables *t, const MeasureIssued *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_MEASURE, EVIDENCE_BEARING_NEGATIVE, e->issued_on,
	       e->origin[0] ? e->origin : e->measure_id, e->behavior, "组织措施");
	standing_note_measure(t, e->cadre_id, e->measure_id, e->kind, e->issued_on);
}

void apply_sanction_effective(struct tables *t, const SanctionEffective *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_MEASURE, EVIDENCE_BEARING_NEGATIVE, e->effective_on,
	       e->origin[0] ? e->origin : e->sanction_id, BEHAVIOR_KIND_UNSPECIFIED, e->document);
	standing_note_measure(t, e->cadre_id, e->sanction_id, e->kind, e->effective_on);
}

void apply_sanction_revoked(struct tables *t, const SanctionRevoked *e, const struct event *ev)
{
	(void)ev;
	grade_measure_delete(t, e->cadre_id, e->sanction_id);
}

void apply_award_granted(struct tables *t, const AwardGranted *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_HONOUR, EVIDENCE_BEARING_POSITIVE, e->granted_on, e->award_id,
	       BEHAVIOR_KIND_UNSPECIFIED, "担当作为好干部");
}

void apply_negative_entry_acknowledged(struct tables *t, const NegativeEntryAcknowledged *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_NEGATIVE_LIST, EVIDENCE_BEARING_NEGATIVE, e->issued_on, e->entry_id, e->behavior,
	       "列入纪委监委负面清单");
}

void apply_block_outcome(struct tables *t, const BlockOutcome *e, const struct event *ev)
{
	gather(t, ev, e->cadre_id, SOURCE_KIND_MEASURE, EVIDENCE_BEARING_NEGATIVE, e->decided_on, e->clue_id, e->behavior,
	       "中梗阻整治认定");
}
