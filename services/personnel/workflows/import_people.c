/* Importing people: a CSV roster or one appointment form (lrmx). Row X8; domain 3.1, 3.5.
 *
 *   file -> rows -> matched by ID number -> (errors: refused whole, or the valid rows taken) -> registered | revised | unchanged
 *
 * In:  ImportPeople.
 * Out: CadreRegistered for new people, CadreRevised where something changed, CadreFormFiled for what a form says beyond the
 *      roster, FileImported; PooledQuotaReturned when somebody leaves a pooled slot. A dry run emits nothing and answers
 *      counts, row errors and the differences.
 *
 * A person is his ID number (GB 11643), never his name. Every refused row says line, column, value and how to mend it. */
#include <string.h>

#include "revise.h"
#include "roll.h"

struct counts {
	uint32_t registered, revised, unchanged, refused;
};

static ImportFormat format_of(const ImportPeople *cmd, struct span content)
{
	if (cmd->format != IMPORT_FORMAT_UNSPECIFIED)
		return cmd->format;
	return import_looks_like_xml(content) ? IMPORT_FORMAT_LRMX : IMPORT_FORMAT_CSV;
}

static enum refusal read_file(struct decision *d, const ImportPeople *cmd, struct import_report *report,
			      struct people *people, ImportFormat *format)
{
	struct span content = span_of(cmd->content.data, cmd->content.len);
	const char *culprit = "";
	enum refusal refusal;

	if (content.size > IMPORT_BYTES_MAX)
		return decision_refuse(d, REFUSAL_IMPORT_TOO_LARGE, "content", "");
	if (content.size == 0)
		return decision_refuse(d, REFUSAL_IMPORT_EMPTY, "content", "");
	*format = format_of(cmd, content);
	refusal = *format == IMPORT_FORMAT_LRMX ? people_read_lrmx(report, content, d->today, people, &culprit)
						: people_read_csv(report, content, d->today, people, &culprit);
	return refusal == REFUSAL_NONE ? refusal : decision_refuse(d, refusal, "content", culprit);
}

static void note_errors(struct decision *d, const struct import_report *report, const struct people *people)
{
	for (size_t i = 0; i < people->ignored_count; i++)
		decision_note(d, REFUSAL_IMPORT_COLUMN_IGNORED, 0, "content", people->ignored[i]);
	for (size_t i = 0; i < report->kept; i++)
		decision_note(d, report->items[i].code, report->items[i].row, report->items[i].column, report->items[i].value);
}

static void note_difference(struct decision *d, const struct roll_entry *e)
{
	const CadreRegistered *before = e->existing ? e->existing->file : NULL;

	if (!before) {
		decision_note(d, REFUSAL_IMPORT_WOULD_REGISTER, e->person->row, "姓名", e->now.name);
		return;
	}
	for (int f = 0; f < CADRE_FIELD_COUNT; f++)
		if (!cadre_field_same((enum cadre_field)f, before, &e->now))
			decision_note(d, REFUSAL_IMPORT_WOULD_REVISE, e->person->row, cadre_field_zh((enum cadre_field)f),
				      decision_format(d, "%s → %s",
						      cadre_field_show((enum cadre_field)f, before, d->arena),
						      cadre_field_show((enum cadre_field)f, &e->now, d->arena)));
}

/* Tags stand once each; in which order a writer put them says nothing. */
static bool has_field(const CadreFormRow *old, const FormField *field)
{
	for (size_t i = 0; i < old->n_fields; i++)
		if (strcmp(old->fields[i]->tag, field->tag) == 0)
			return strcmp(old->fields[i]->value, field->value) == 0;
	return false;
}

static bool same_form(const CadreFormRow *old, const CadreFormFiled *form)
{
	if (!old || old->n_fields != form->n_fields || old->n_family != form->n_family)
		return false;
	for (size_t i = 0; i < form->n_fields; i++)
		if (!has_field(old, form->fields[i]))
			return false;
	for (size_t i = 0; i < old->n_family; i++) {
		const FormRelative *a = old->family[i], *b = form->family[i];
		if (strcmp(a->relation, b->relation) != 0 || strcmp(a->name, b->name) != 0 || strcmp(a->born, b->born) != 0 ||
		    strcmp(a->politics, b->politics) != 0 || strcmp(a->work, b->work) != 0)
			return false;
	}
	return true;
}

/* Identity and photo are not copied into the form: the record has the one, nobody needs the other. */
static void copy_form(const struct lrmx_form *form, FormField *fields, FormField **field_list, FormRelative *relatives,
		      FormRelative **relative_list, CadreFormFiled *out)
{
	for (size_t i = 0; i < form->field_count; i++) {
		if (strcmp(form->fields[i].tag, "ShenFenZheng") == 0)
			continue;
		form_field__init(&fields[i]);
		fields[i].tag = form->fields[i].tag;
		fields[i].value = form->fields[i].value;
		field_list[out->n_fields++] = &fields[i];
	}
	for (size_t i = 0; i < form->relative_count; i++) {
		form_relative__init(&relatives[i]);
		relatives[i].relation = form->relatives[i].relation;
		relatives[i].name = form->relatives[i].name;
		relatives[i].born = form->relatives[i].born;
		relatives[i].politics = form->relatives[i].politics;
		relatives[i].work = form->relatives[i].work;
		relative_list[out->n_family++] = &relatives[i];
	}
	out->fields = field_list;
	out->family = relative_list;
}

static bool file_form(struct decision *d, const struct people *people, const char *cadre_id, const char *import_id)
{
	FormField fields[IMPORT_FORM_FIELDS_MAX], *field_list[IMPORT_FORM_FIELDS_MAX];
	FormRelative relatives[IMPORT_FORM_RELATIVES_MAX], *relative_list[IMPORT_FORM_RELATIVES_MAX];
	CadreFormFiled form = { .cadre_id = cadre_id, .filed_on = d->today, .import_id = import_id };

	if (!people->form)
		return false;
	copy_form(people->form, fields, field_list, relatives, relative_list, &form);
	if (same_form(cadre_form_find(d->state, cadre_id), &form))
		return false;
	emit_cadre_form_filed(d, &form);
	return true;
}

static void take(struct decision *d, struct roll_entry *e, const struct people *people, const char *import_id,
		 struct counts *counts)
{
	bool changed;

	if (!e->existing) {
		if (!e->now.cadre_id[0])
			e->now.cadre_id = decision_new_id(d, "c");
		emit_cadre_registered(d, &e->now);
		file_form(d, people, e->now.cadre_id, import_id);
		counts->registered++;
	} else {
		changed = cadre_revise(d, e->existing->file, &e->now, import_id, people->count == 1);
		changed = file_form(d, people, e->now.cadre_id, import_id) || changed;
		counts->revised += changed;
		counts->unchanged += !changed;
	}
	if (people->count == 1)
		decision_answer(d, "cadre_id", e->now.cadre_id);
}

static void foresee(struct decision *d, const struct roll_entry *e, struct counts *counts)
{
	const char *names[CADRE_FIELD_COUNT];

	note_difference(d, e);
	if (!e->existing)
		counts->registered++;
	else if (cadre_changes(e->existing->file, &e->now, names))
		counts->revised++;
	else
		counts->unchanged++;
}

static void answer_counts(struct decision *d, const struct roll *roll, const struct counts *counts)
{
	decision_answer_number(d, "rows", (int64_t)roll->count);
	decision_answer_number(d, "registered", counts->registered);
	decision_answer_number(d, "revised", counts->revised);
	decision_answer_number(d, "unchanged", counts->unchanged);
	decision_answer_number(d, "refused", counts->refused);
}

static void take_all(struct decision *d, struct roll *roll, const struct people *people, ImportFormat format,
		     struct counts *counts)
{
	const char *import_id = roll->cmd->dry_run ? "" : decision_new_id(d, "import");

	for (size_t i = 0; i < roll->count; i++) {
		if (roll->entries[i].person->bad)
			counts->refused++;
		else if (roll->cmd->dry_run)
			foresee(d, &roll->entries[i], counts);
		else
			take(d, &roll->entries[i], people, import_id, counts);
	}
	if (roll->cmd->dry_run)
		return;
	decision_answer(d, "import_id", import_id);
	emit_file_imported(d, &(FileImported){
		.import_id = import_id,
		.kind = "people",
		.format = format,
		.file_name = roll->cmd->file_name,
		.rows = (uint32_t)roll->count,
		.registered = counts->registered,
		.revised = counts->revised,
		.unchanged = counts->unchanged,
		.refused = counts->refused,
	});
}

enum refusal import_people_decide(struct decision *d, const ImportPeople *cmd)
{
	struct import_report *report = arena_alloc(d->arena, sizeof *report);
	struct people people = { 0 };
	struct roll roll = { .d = d, .cmd = cmd, .report = report };
	struct counts counts = { 0 };
	ImportFormat format = IMPORT_FORMAT_UNSPECIFIED;
	enum refusal refusal;

	if (!report)
		return decision_refuse(d, REFUSAL_IMPORT_TOO_LARGE, "content", "");
	report->arena = d->arena;
	refusal = read_file(d, cmd, report, &people, &format);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!roll_match(&roll, &people))
		return decision_refuse(d, REFUSAL_IMPORT_TOO_LARGE, "content", "");
	note_errors(d, report, &people);
	if (roll_bad(&roll) > 0 && !cmd->accept_valid && !cmd->dry_run)
		return decision_refuse(d, REFUSAL_IMPORT_ROWS_REFUSED, "content",
				       decision_format(d, "%zu", roll_bad(&roll)));
	take_all(d, &roll, &people, format, &counts);
	answer_counts(d, &roll, &counts);
	return REFUSAL_NONE;
}
