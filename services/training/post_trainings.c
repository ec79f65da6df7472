#include "post_trainings.h"

#include <string.h>

#include "ledger.h"

#define MONTHS_OF_YEAR 12

uint32_t post_training_hours(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on)
{
	const HoursEntryRow *entry;
	uint32_t hours = 0;

	for (uint32_t year = year_of_iso(from_on); year <= year_of_iso(to_on); year++) {
		struct row_scan scan = hours_entry_by_cadre_id_year(s, cadre_id, year);
		while ((entry = hours_entry_next(&scan)))
			if (entry->kind == CLASS_KIND_POST && strcmp(entry->ends_on, from_on) >= 0 &&
			    strcmp(entry->ends_on, to_on) <= 0)
				hours += entry->hours;
	}
	return hours;
}

static int64_t days_asked(struct decision *d, PostLevel level)
{
	if (level >= POST_LEVEL_BUREAU_HEAD && level <= POST_LEVEL_COUNTY_DEPUTY)
		return policy_number(d, "TRAIN.POST.COUNTY.DAYS");
	if (level == POST_LEVEL_SECTION_HEAD || level == POST_LEVEL_SECTION_DEPUTY)
		return policy_number(d, "TRAIN.POST.SECTION.DAYS");
	return 0;
}

static void emit_met(struct decision *d, const char *appointment_id, const char *cadre_id, uint32_t hours)
{
	emit_post_training_met(d, &(PostTrainingMet){ .appointment_id = appointment_id, .cadre_id = cadre_id,
						      .hours = hours });
}

void post_training_open(struct decision *d, const Appointed *appointed)
{
	int64_t days = days_asked(d, appointed->level);
	int months = (int)policy_number(d, "TRAIN.POST.WITHIN") * MONTHS_OF_YEAR;
	const char *from = date_add_months(d, appointed->effective_on, -MONTHS_OF_YEAR);
	uint32_t asked = (uint32_t)(days * policy_number(d, "TRAIN.HOURS_PER_DAY"));
	uint32_t done;

	if (days == 0)
		return;
	done = post_training_hours(d->state, appointed->cadre_id, from, d->today);
	emit_post_training_opened(d, &(PostTrainingOpened){
		.appointment_id = appointed->appointment_id,
		.cadre_id = appointed->cadre_id,
		.hours = asked,
		.finish_by = date_add_months(d, appointed->effective_on, months),
		.count_from = from,
	});
	if (done >= asked)
		emit_met(d, appointed->appointment_id, appointed->cadre_id, done);
}

void post_training_advance(struct decision *d, const char *cadre_id, const char *ended_on, uint32_t hours)
{
	const PostTrainingRow *row;
	struct row_scan scan = post_training_by_cadre_id(d->state, cadre_id);

	while ((row = post_training_next(&scan))) {
		uint32_t done;
		if (row->met || strcmp(ended_on, row->count_from) < 0)
			continue;
		done = post_training_hours(d->state, cadre_id, row->count_from, d->today) + hours;
		if (done >= row->hours)
			emit_met(d, row->appointment_id, cadre_id, done);
	}
}
