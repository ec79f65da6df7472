/* The appointment form of one person as a file (lrmx). The record speaks for what it holds; of the form last filed the rest is
 * kept, and so is the way something was written there as long as an import would read the record's value from it. Imported again
 * the file changes nothing. */
#include <string.h>

#include "aliases.h"
#include "base/require.h"
#include "import/fields.h"
#include "import/person.h"
#include "questions.h"

static const char *form_day(struct arena *arena, const char *iso)
{
	const char *text;

	if (strlen(iso) != 10)
		return "";
	text = arena_format(arena, "%.4s%.2s%s", iso, iso + 5, strcmp(iso + 8, "01") == 0 ? "" : iso + 8);
	return text ? text : "";
}

/* The newest as many as a form is read with. */
static const char *form_grades(struct arena *arena, const CadreRegistered *c)
{
	size_t first = c->n_grades > FIELD_GRADES_MAX ? c->n_grades - FIELD_GRADES_MAX : 0;
	const char *text = "";

	for (size_t i = first; text && i < c->n_grades; i++)
		text = arena_format(arena, "%s%s%u年%s", text, i > first ? "；" : "", c->grades[i]->year,
				    grade_label(c->grades[i]->grade));
	return text ? text : "";
}

static const char *form_value(struct arena *arena, enum cadre_field field, const CadreRegistered *c)
{
	switch (field) {
	case CADRE_FIELD_BORN_ON:
		return form_day(arena, c->born_on);
	case CADRE_FIELD_PARTY_JOINED_ON:
		return form_day(arena, c->party_joined_on);
	case CADRE_FIELD_WORK_STARTED_ON:
		return form_day(arena, c->work_started_on);
	case CADRE_FIELD_ETHNICITY:
		return ethnicity_name(arena, c->ethnicity);
	case CADRE_FIELD_GRADES:
		return form_grades(arena, c);
	default:
		return cadre_field_show(field, c, arena);
	}
}

static struct lrmx_form *filed_form(struct arena *arena, const CadreFormRow *row)
{
	struct lrmx_form *form = arena_alloc(arena, sizeof *form);

	REQUIRE(form);
	for (size_t i = 0; row && i < row->n_fields && i < IMPORT_FORM_FIELDS_MAX; i++)
		form->fields[form->field_count++] = (struct lrmx_field){ row->fields[i]->tag, row->fields[i]->value };
	for (size_t i = 0; row && i < row->n_family && i < IMPORT_FORM_RELATIVES_MAX; i++) {
		const FormRelative *r = row->family[i];
		form->relatives[form->relative_count++] =
			(struct lrmx_relative){ r->relation, r->name, r->born, r->politics, r->work };
	}
	return form;
}

/* What an import would read from the form as it was filed. */
static struct person read_filed(struct decision *d, const struct lrmx_form *filed, const CadreRegistered *record)
{
	struct import_report *report = arena_alloc(d->arena, sizeof *report);
	struct person_cells cells;
	struct person read;

	REQUIRE(report);
	report->arena = d->arena;
	person_cells_of_form(filed, &cells);
	cells.text[CADRE_FIELD_ID_NUMBER] = record->id_number; /* not kept in the form: the record has it */
	person_read(report, &cells, d->today, &read);
	return read;
}

static bool still_says(const struct person *read, enum cadre_field field, const CadreRegistered *record, const char *value)
{
	return value[0] && person_given(read, field) && cadre_field_same(field, &read->stated, record);
}

static bool is_record_tag(const char *tag)
{
	for (int f = 0; f < CADRE_FIELD_COUNT; f++) {
		const char *known = person_tag((enum cadre_field)f);
		if (known && strcmp(known, tag) == 0)
			return true;
	}
	return false;
}

static bool put(struct lrmx_form *form, const char *tag, const char *value)
{
	if (value[0] == '\0')
		return true;
	if (form->field_count == IMPORT_FORM_FIELDS_MAX || strlen(value) > IMPORT_FORM_VALUE_BYTES_MAX)
		return false;
	form->fields[form->field_count++] = (struct lrmx_field){ tag, value };
	return true;
}

/* False: more than a file takes. */
static bool compose(struct decision *d, const CadreRegistered *record, const struct lrmx_form *filed, struct lrmx_form *out)
{
	struct person read = read_filed(d, filed, record);
	bool room = true;

	for (int i = 0; i < CADRE_FIELD_COUNT; i++) {
		enum cadre_field field = (enum cadre_field)i;
		const char *tag = person_tag(field), *value = tag ? lrmx_value(filed, tag) : "";
		if (tag && !still_says(&read, field, record, value))
			value = form_value(d->arena, field, record);
		if (tag)
			room = put(out, tag, value) && room;
	}
	for (size_t i = 0; i < filed->field_count; i++)
		if (!is_record_tag(filed->fields[i].tag))
			room = put(out, filed->fields[i].tag, filed->fields[i].value) && room;
	memcpy(out->relatives, filed->relatives, sizeof out->relatives);
	out->relative_count = filed->relative_count;
	return room && lrmx_bytes(out) <= IMPORT_FORM_BYTES_MAX;
}

static const char *file_name(struct decision *d, const CadreRegistered *c)
{
	char *name = arena_format(d->arena, "%s_%s.lrmx", c->name, c->cadre_id);

	REQUIRE(name);
	for (char *at = name; *at; at++)
		if (strchr("/\\", *at))
			*at = '_';
	return name;
}

enum refusal form_file_answer(struct decision *d, const AskFormFile *ask, FormFile *out)
{
	const CadreFileRow *file = cadre_file_find(d->state, alias_kept(d->state, ask->cadre_id));
	struct lrmx_form *form = arena_alloc(d->arena, sizeof *form);
	const char *culprit;
	struct span content;
	enum refusal refusal;

	REQUIRE(form);
	if (!file || !question_sees(d, file->authority, file->unit_id)) /* the same answer: nobody learns who exists */
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", ask->cadre_id);
	if (!compose(d, file->file, filed_form(d->arena, cadre_form_find(d->state, file->cadre_id)), form))
		return decision_refuse(d, REFUSAL_FORM_LARGE, "cadre_id", ask->cadre_id);
	refusal = lrmx_write(d->arena, form, &content, &culprit);
	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, culprit, "");
	out->cadre_id = file->cadre_id;
	out->file_name = file_name(d, file->file);
	out->content = (ProtobufCBinaryData){ content.size, arena_copy(d->arena, content.data, content.size) };
	return REFUSAL_NONE;
}
