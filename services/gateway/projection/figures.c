#include "figures.h"

#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "projection.h"

const struct figure figures[] = {
	{ "M01", "party_school", FIGURE_PERSONS, NULL, "党校主阵地接受培训干部", "人",
	  "办班地点为党校且结业的不同干部数" },
	{ "M02", "theory", FIGURE_ROWS, NULL, "党的创新理论培训", "人次", "理论培训结业的（干部，班次）数，不限办班地点" },
	{ "M03", "special_class", FIGURE_ITEMS, NULL, "专题班", "期", "有学员结业的不同专题班数" },
	{ "M04", "special_class", FIGURE_ROWS, NULL, "专题班培训", "人次", "专题班结业的（干部，班次）数" },
	{ "M05", "dispatch_assist", FIGURE_PERSONS, NULL, "三服务一促进下沉基层帮扶", "人", "本期选派的不同干部数" },
	{ "M06", "dispatch_capital", FIGURE_PERSONS, NULL, "赴北京市挂职学习", "人", "本期选派的不同干部数" },
	{ "M07", "dispatch_investment", FIGURE_PERSONS, NULL, "招商小分队、驻点招商专班选派", "人", "本期选派的不同干部数" },
	{ "M08", "epidemic_mechanism", FIGURE_PERSONS, NULL, "疫情一线发现识别机制提拔、调任、进一步使用", "人",
	  "任职依据为疫情一线机制的不同干部数" },
	{ "M08a", "epidemic_mechanism", FIGURE_PERSONS, "PROMOTION", "其中提拔", "人", "M08 中任用方式为提拔" },
	{ "M08b", "epidemic_mechanism", FIGURE_PERSONS, "TRANSFER_IN", "其中调任", "人", "M08 中任用方式为调任" },
	{ "M08c", "epidemic_mechanism", FIGURE_PERSONS, "FURTHER_USE", "其中进一步使用", "人", "M08 中任用方式为进一步使用" },
	{ "M09", "frontline_appointed", FIGURE_PERSONS, NULL, "提拔重用疫情防控、乡村振兴一线干部", "人",
	  "一线领域为疫情防控或乡村振兴的提拔、调任、进一步使用的不同干部数" },
	{ "M10", "first_secretary", FIGURE_PERSONS, NULL, "驻村第一书记提拔到乡镇领导岗位", "人",
	  "任职前为驻村第一书记、任乡镇领导职务的不同干部数" },
	{ "M11", "rank_pool", FIGURE_PERSONS, NULL, "使用统筹职数晋升职级", "人", "职数来源为统筹职数的不同干部数" },
	{ "M12", "adjusted", FIGURE_PERSONS, NULL, "调整不胜任、不适宜担任现职干部", "人", "完成职务调整的不同干部数" },
	{ "M14", "result_promoted", FIGURE_PERSONS, NULL, "运用考核结果提拔重用", "人", "任职依据为考核结果运用的不同干部数" },
	{ "M15", "interviewed", FIGURE_PERSONS, NULL, "约谈考核排名末位班子负责人或分管副职", "人", "被约谈的不同干部数" },
	{ "M15u", "interviewed", FIGURE_ITEMS, NULL, "约谈涉及班子", "个", "被约谈干部所在的不同单位数" },
	{ "M16", "cleared", FIGURE_PERSONS, NULL, "澄清正名", "人", "获澄清正名的不同干部数" },
	{ "M16r", "cleared", FIGURE_ROWS, NULL, "澄清正名", "件次", "澄清正名的件次" },
	{ "M17", "talk", FIGURE_ROWS, NULL, "谈心谈话", "人次", "已开展（非计划）的谈心谈话记录数" },
	{ "M17p", "talk", FIGURE_PERSONS, NULL, "谈心谈话覆盖干部", "人", "谈话涉及的不同干部数" },
	{ "M18", "claim_paid", FIGURE_PERSONS, NULL, "落实易地交流任职领导干部交通补助", "人", "本期有已发放申领的不同干部数" },
	{ "M19", "award", FIGURE_PERSONS, NULL, "担当作为好干部", "人", "获授予的不同干部数" },
	{ "Q01", "inspection", FIGURE_ITEMS, NULL, "季度日常督查", "次", "已通报的不同督查次数" },
	{ "Q02", "inspection", FIGURE_LATEST, NULL, "督查结果计入年度考核的权重", "%", "最近一次督查通报所载的权重" },
	{ "W01", "warning", FIGURE_PERSONS, NULL, "问责三级预警", "人", "受到预警的不同干部数" },
	{ "W02", "measure", FIGURE_PERSONS, NULL, "批评教育、责令检查、诫勉", "人", "受到组织措施的不同干部数" },
	{ "W03", "observation", FIGURE_PERSONS, NULL, "纳入观察期管理", "人", "纳入观察期的不同干部数" },
	{ "W04", "observation_done", FIGURE_PERSONS, NULL, "观察期综合评估", "人", "完成综合评估的不同干部数" },
	{ "W05", "call_up", FIGURE_PERSONS, NULL, "点名参加回炉再造", "人", "被点名调训的不同干部数" },
	{ "W06", "frontline_recognised", FIGURE_PERSONS, NULL, "一线发现识别认定", "人", "急难险重事件中经认定的不同干部数" },
	{ "W06a", "frontline_recognised", FIGURE_PERSONS, "PROMOTE_TRACK", "其中纳入提拔使用", "人", "W06 中认定结果为纳入提拔使用" },
	{ "W06b", "frontline_recognised", FIGURE_PERSONS, "TIMELY_REWARD", "其中及时奖励", "人", "W06 中认定结果为及时奖励" },
	{ "W07", "frontline_used", FIGURE_PERSONS, "APPOINTED", "一线认定干部提拔、调任、进一步使用", "人",
	  "纳入提拔使用后已提拔、调任、进一步使用的不同干部数" },
	{ "W07a", "frontline_used", FIGURE_PERSONS, "RANK", "一线认定干部晋升职级", "人", "纳入提拔使用后已晋升职级的不同干部数" },
	{ "W07b", "frontline_secretary", FIGURE_PERSONS, NULL, "一线认定的驻村第一书记任乡镇领导", "人",
	  "W07 中任职前为驻村第一书记、任乡镇领导职务" },
};
const size_t figure_total = sizeof figures / sizeof figures[0];

const struct figure *figure_find(const char *id)
{
	for (size_t i = 0; i < figure_total; i++)
		if (strcmp(figures[i].id, id) == 0)
			return &figures[i];
	return NULL;
}

/* ---- records -------------------------------------------------------------------------------------- */

/* What an event adds to one family; region and unit are the person's when it happened. What is about no person and no
 * unit (an inspection) counts where it was done. */
static void add(struct tables *t, const struct event *e, const char *family, const char *on, const char *person_id,
		const char *item_id, const char *detail)
{
	const struct state *s = tables_state(t);
	const CadreRow *cadre = person_id[0] ? cadre_find(s, person_id) : NULL;
	const char *unit_id = cadre ? cadre->unit_id : item_id;
	const UnitRow *unit = unit_find(s, unit_id);

	figure_entry_put(t, &(FigureEntryRow){
		.family = family,
		.on_day = on,
		.sequence = e->local_sequence,
		.person_id = person_id,
		.item_id = item_id,
		.detail = detail,
		.unit_id = unit ? unit_id : "",
		.region = unit ? unit->region : cadre ? cadre->authority : event_region(s, e),
		.event_id = e->id,
		.site = e->site,
	});
}

static void training_completed(struct tables *t, const struct event *e)
{
	const TrainingCompleted *c = e->body;

	if (c->venue == VENUE_KIND_PARTY_SCHOOL)
		add(t, e, "party_school", c->completed_on, c->cadre_id, c->class_id, "");
	if (c->kind == CLASS_KIND_THEORY)
		add(t, e, "theory", c->completed_on, c->cadre_id, c->class_id, "");
	if (c->kind == CLASS_KIND_SPECIAL)
		add(t, e, "special_class", c->completed_on, c->cadre_id, c->class_id, "");
}

static void dispatched(struct tables *t, const struct event *e)
{
	const Dispatched *d = e->body;

	if (d->programme == DISPATCH_PROGRAMME_ASSIST)
		add(t, e, "dispatch_assist", d->starts_on, d->cadre_id, d->dispatch_id, "");
	if (d->programme == DISPATCH_PROGRAMME_CAPITAL)
		add(t, e, "dispatch_capital", d->starts_on, d->cadre_id, d->dispatch_id, "");
	if (d->programme == DISPATCH_PROGRAMME_INVESTMENT)
		add(t, e, "dispatch_investment", d->starts_on, d->cadre_id, d->dispatch_id, "");
}

static const char *appointment_detail(AppointmentKind kind)
{
	switch (kind) {
	case APPOINTMENT_KIND_PROMOTION: return "PROMOTION";
	case APPOINTMENT_KIND_TRANSFER_IN: return "TRANSFER_IN";
	case APPOINTMENT_KIND_FURTHER_USE: return "FURTHER_USE";
	default: return ""; /* lateral moves and resettlements count nowhere */
	}
}

static void appointed(struct tables *t, const struct event *e)
{
	const Appointed *a = e->body;
	const char *detail = appointment_detail(a->kind);

	if (!detail[0])
		return;
	if (a->ground == APPOINTMENT_GROUND_EPIDEMIC_MECHANISM)
		add(t, e, "epidemic_mechanism", a->effective_on, a->cadre_id, a->appointment_id, detail);
	if (a->domain == FRONTLINE_DOMAIN_EPIDEMIC || a->domain == FRONTLINE_DOMAIN_RURAL)
		add(t, e, "frontline_appointed", a->effective_on, a->cadre_id, a->appointment_id, detail);
	if (a->was_first_secretary && a->township_leadership)
		add(t, e, "first_secretary", a->effective_on, a->cadre_id, a->appointment_id, detail);
	if (a->ground == APPOINTMENT_GROUND_ASSESSMENT_RESULT)
		add(t, e, "result_promoted", a->effective_on, a->cadre_id, a->appointment_id, detail);
}

static void rank_promoted(struct tables *t, const struct event *e)
{
	const RankPromoted *r = e->body;

	add(t, e, r->quota_source == QUOTA_SOURCE_POOL ? "rank_pool" : "rank_unit", r->effective_on, r->cadre_id,
	    r->rank_case_id, "");
}

static void adjusted(struct tables *t, const struct event *e)
{
	const Adjusted *a = e->body;

	add(t, e, "adjusted", a->adjusted_on, a->cadre_id, a->adjustment_id, "");
}

static void interviewed(struct tables *t, const struct event *e)
{
	const Interviewed *i = e->body;

	add(t, e, "interviewed", i->held_on, i->cadre_id, i->unit_id, "");
}

static void cleared(struct tables *t, const struct event *e)
{
	const Cleared *c = e->body;

	add(t, e, "cleared", c->cleared_on, c->cadre_id, c->clearing_id, "");
}

static void talk_held(struct tables *t, const struct event *e)
{
	const TalkHeld *h = e->body;

	add(t, e, "talk", h->held_on, h->cadre_id, h->talk_id, "");
}

static void claim_paid(struct tables *t, const struct event *e)
{
	const ClaimPaid *c = e->body;

	add(t, e, "claim_paid", c->paid_on, c->cadre_id, c->claim_id, "");
}

static void award_granted(struct tables *t, const struct event *e)
{
	const AwardGranted *a = e->body;

	add(t, e, "award", a->granted_on, a->cadre_id, a->award_id, "");
}

static void inspection_published(struct tables *t, const struct event *e)
{
	const InspectionPublished *p = e->body;
	char weight[16];

	snprintf(weight, sizeof weight, "%u", p->weight_percent);
	add(t, e, "inspection", p->published_on, "", p->inspection_id, weight);
}

static void warning_raised(struct tables *t, const struct event *e)
{
	const WarningRaised *w = e->body;

	add(t, e, "warning", e->occurred_on, w->cadre_id, w->warning_id, "");
}

static void measure_issued(struct tables *t, const struct event *e)
{
	const MeasureIssued *m = e->body;

	add(t, e, "measure", m->issued_on, m->cadre_id, m->measure_id, "");
}

static void observation_enrolled(struct tables *t, const struct event *e)
{
	const ObservationEnrolled *o = e->body;

	add(t, e, "observation", o->enrolled_on, o->cadre_id, o->observation_id, "");
}

static void observation_concluded(struct tables *t, const struct event *e)
{
	const ObservationConcluded *o = e->body;

	add(t, e, "observation_done", o->concluded_on, o->cadre_id, o->observation_id, "");
}

static void called_up(struct tables *t, const struct event *e)
{
	const CalledUp *c = e->body;

	add(t, e, "call_up", e->occurred_on, c->cadre_id, c->call_up_id, "");
}

static const char *outcome_detail(RecognitionOutcome outcome)
{
	switch (outcome) {
	case RECOGNITION_OUTCOME_PROMOTE_TRACK: return "PROMOTE_TRACK";
	case RECOGNITION_OUTCOME_TIMELY_REWARD: return "TIMELY_REWARD";
	default: return "NOTE";
	}
}

static void frontline_recognised(struct tables *t, const struct event *e)
{
	const FrontlineRecognised *f = e->body;

	add(t, e, "frontline_recognised", f->recognised_on, f->cadre_id, f->recommendation_id, outcome_detail(f->outcome));
}

static void frontline_used(struct tables *t, const struct event *e)
{
	const FrontlineUsed *f = e->body;
	bool rank = f->use == FRONTLINE_USE_RANK_PROMOTED;

	add(t, e, "frontline_used", f->used_on, f->cadre_id, f->origin, rank ? "RANK" : "APPOINTED");
	if (f->first_secretary)
		add(t, e, "frontline_secretary", f->used_on, f->cadre_id, f->origin, "");
}

static const struct {
	const char *type;
	void (*record)(struct tables *t, const struct event *e);
} recorders[] = {
	{ "TrainingCompleted", training_completed },
	{ "Dispatched", dispatched },
	{ "Appointed", appointed },
	{ "RankPromoted", rank_promoted },
	{ "Adjusted", adjusted },
	{ "Interviewed", interviewed },
	{ "Cleared", cleared },
	{ "TalkHeld", talk_held },
	{ "ClaimPaid", claim_paid },
	{ "AwardGranted", award_granted },
	{ "InspectionPublished", inspection_published },
	{ "WarningRaised", warning_raised },
	{ "MeasureIssued", measure_issued },
	{ "ObservationEnrolled", observation_enrolled },
	{ "ObservationConcluded", observation_concluded },
	{ "CalledUp", called_up },
	{ "FrontlineRecognised", frontline_recognised },
	{ "FrontlineUsed", frontline_used },
};

void figures_apply(struct tables *t, const struct event *e)
{
	if (!e->body)
		return;
	for (size_t i = 0; i < sizeof recorders / sizeof recorders[0]; i++)
		if (strcmp(recorders[i].type, e->type) == 0)
			recorders[i].record(t, e);
}
