/* One more observer stands in the list of his matter. */
#include "assessment/bounds.h"
#include "base/require.h"
#include "workflows.h"

/* The list with one more behind it; `out` has room for OBSERVERS_MAX. */
static size_t longer(const char **out, const char *const *ids, size_t count, const char *one_more)
{
	REQUIRE(count < OBSERVERS_MAX);
	for (size_t i = 0; i < count; i++)
		out[i] = ids[i];
	out[count] = one_more;
	return count + 1;
}

void apply_observer_added(struct tables *t, const ObserverAdded *e, const struct event *ev)
{
	const struct state *s = tables_state(t);
	const FieldObservationRow *observation = field_observation_find(s, e->matter_id);
	const NoPostInspectionRow *inspection = no_post_inspection_find(s, e->matter_id);
	const TeamSurveyRow *survey = team_survey_find(s, e->matter_id);
	const char *ids[OBSERVERS_MAX];

	(void)ev;
	if (observation) {
		FieldObservationRow row = *observation;
		row.n_observer_ids = longer(ids, observation->observer_ids, observation->n_observer_ids, e->observer_id);
		row.observer_ids = ids;
		field_observation_put(t, &row);
	} else if (inspection) {
		NoPostInspectionRow row = *inspection;
		row.n_inspector_ids = longer(ids, inspection->inspector_ids, inspection->n_inspector_ids, e->observer_id);
		row.inspector_ids = ids;
		no_post_inspection_put(t, &row);
	} else if (survey) {
		TeamSurveyRow row = *survey;
		row.n_surveyor_ids = longer(ids, survey->surveyor_ids, survey->n_surveyor_ids, e->observer_id);
		row.surveyor_ids = ids;
		team_survey_put(t, &row);
	}
}
