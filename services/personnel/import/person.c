#include "person.h"

#include <string.h>

#include "fields.h"
#include "id_number.h"

struct reader {
	struct import_report *report;
	const struct person_cells *cells;
	const char *today;
	struct person *out;
};

bool person_given(const struct person *p, enum cadre_field field)
{
	return p->given >> field & 1;
}

const char *person_label(const struct person *p, enum cadre_field field)
{
	return p->label[field] ? p->label[field] : cadre_field_zh(field);
}

static struct arena *arena_of(const struct reader *r)
{
	return r->report->arena;
}

static void give(struct reader *r, enum cadre_field field)
{
	r->out->given |= UINT32_C(1) << field;
}

static void refuse(struct reader *r, enum refusal code, enum cadre_field field)
{
	const char *value = r->cells->text[field];

	import_fail(r->report, code, r->cells->row, person_label(r->out, field), value ? value : "");
	r->out->bad = true;
}

/* The cell trimmed; "" when the column is absent or empty, so that it says nothing. */
static const char *cell(const struct reader *r, enum cadre_field field)
{
	return r->cells->text[field] ? field_plain(arena_of(r), r->cells->text[field]) : "";
}

static void read_name(struct reader *r)
{
	const char *name = r->cells->text[CADRE_FIELD_NAME];

	name = name ? field_name(arena_of(r), name) : "";
	if (name[0] == '\0')
		refuse(r, REFUSAL_ROW_NAME_MISSING, CADRE_FIELD_NAME);
	else if (!field_short_enough(name, FIELD_NAME_CHARS_MAX))
		refuse(r, REFUSAL_ROW_TEXT_TOO_LONG, CADRE_FIELD_NAME);
	r->out->stated.name = name;
	give(r, CADRE_FIELD_NAME);
}

/* The number says sex and birth; the columns may only agree. A birth date that differs stays as stated (the archive rules),
 * with a remark. */
static void read_identity(struct reader *r)
{
	const char *raw = r->cells->text[CADRE_FIELD_ID_NUMBER];
	const char *plain = id_number_plain(arena_of(r), raw ? raw : "");
	struct id_number id;
	enum refusal refusal = id_number_read(plain, r->today, r->cells->spreadsheet, &id);
	const char *sex = cell(r, CADRE_FIELD_SEX);
	Sex stated = id.sex;

	r->out->stated.id_number = plain;
	give(r, CADRE_FIELD_ID_NUMBER);
	if (refusal != REFUSAL_NONE) {
		refuse(r, refusal, CADRE_FIELD_ID_NUMBER);
		return;
	}
	if (sex[0] && field_sex(sex, &stated) != REFUSAL_NONE)
		refuse(r, REFUSAL_ROW_SEX_MALFORMED, CADRE_FIELD_SEX);
	else if (stated != id.sex)
		refuse(r, REFUSAL_ROW_ID_SEX, CADRE_FIELD_SEX);
	r->out->stated.sex = id.sex;
	r->out->stated.born_on = arena_text(arena_of(r), id.born_on, strlen(id.born_on));
	give(r, CADRE_FIELD_SEX);
	give(r, CADRE_FIELD_BORN_ON);
}

static void read_birth(struct reader *r)
{
	const char *text = cell(r, CADRE_FIELD_BORN_ON);
	const char *by_id = r->out->stated.born_on;
	const char *stated = NULL;
	enum refusal refusal;

	if (text[0] == '\0')
		return;
	refusal = field_date(arena_of(r), text, r->today, &stated);
	if (refusal != REFUSAL_NONE) {
		refuse(r, refusal, CADRE_FIELD_BORN_ON);
		return;
	}
	if (!by_id[0] || strncmp(by_id, stated, 7) == 0) /* a month alone is no contradiction: the number knows the day */
		return;
	import_fail(r->report, REFUSAL_IMPORT_BIRTH_DIFFERS, r->cells->row, person_label(r->out, CADRE_FIELD_BORN_ON), text);
	r->out->stated.born_on = stated;
}

static void read_date(struct reader *r, enum cadre_field field, const char **to)
{
	const char *text = cell(r, field);
	enum refusal refusal;

	if (text[0] == '\0')
		return;
	give(r, field);
	*to = "";
	if (field_says_none(text))
		return;
	refusal = field_date(arena_of(r), text, r->today, to);
	if (refusal != REFUSAL_NONE)
		refuse(r, refusal, field);
}

static void read_dates(struct reader *r)
{
	const char *party = cell(r, CADRE_FIELD_PARTY_JOINED_ON);
	enum refusal refusal;

	read_date(r, CADRE_FIELD_LEVEL_SINCE, &r->out->stated.level_since);
	read_date(r, CADRE_FIELD_RANK_SINCE, &r->out->stated.rank_since);
	read_date(r, CADRE_FIELD_WORK_STARTED_ON, &r->out->stated.work_started_on);
	if (party[0] == '\0')
		return;
	give(r, CADRE_FIELD_PARTY_JOINED_ON);
	refusal = field_party(arena_of(r), party, r->today, &r->out->stated.party_joined_on);
	if (refusal != REFUSAL_NONE)
		refuse(r, refusal, CADRE_FIELD_PARTY_JOINED_ON);
}

static void read_code(struct reader *r, enum cadre_field field, const char **to, enum refusal check(const char *))
{
	const char *text = cell(r, field);
	enum refusal refusal;

	if (text[0] == '\0')
		return;
	give(r, field);
	*to = "";
	if (field_says_none(text) && field != CADRE_FIELD_CADRE_ID && field != CADRE_FIELD_UNIT_ID)
		return;
	*to = text;
	refusal = check(text);
	if (refusal != REFUSAL_NONE)
		refuse(r, refusal, field);
}

static enum refusal whole_years(const char *text)
{
	uint32_t years;

	return field_count(text, 60, &years);
}

static void read_codes(struct reader *r)
{
	const char *ethnicity = cell(r, CADRE_FIELD_ETHNICITY);

	read_code(r, CADRE_FIELD_CADRE_ID, &r->out->stated.cadre_id, field_code);
	read_code(r, CADRE_FIELD_UNIT_ID, &r->out->stated.unit_id, field_code);
	read_code(r, CADRE_FIELD_POST_ID, &r->out->stated.post_id, field_code);
	read_code(r, CADRE_FIELD_AUTHORITY, &r->out->stated.authority, field_region);
	read_code(r, CADRE_FIELD_HOME_REGION, &r->out->stated.home_region, field_region);
	read_code(r, CADRE_FIELD_GRASSROOTS_YEARS, &r->out->stated.grassroots_years, whole_years);
	if (ethnicity[0] == '\0')
		return;
	give(r, CADRE_FIELD_ETHNICITY);
	if (field_ethnicity(ethnicity, &r->out->stated.ethnicity) != REFUSAL_NONE)
		refuse(r, REFUSAL_ROW_ETHNICITY_UNKNOWN, CADRE_FIELD_ETHNICITY);
}

/* Line breaks inside a title are the form's layout. */
static void read_title(struct reader *r)
{
	const char *text = cell(r, CADRE_FIELD_POST_TITLE);
	char *title = arena_text(arena_of(r), text, strlen(text));
	size_t used = 0;

	if (text[0] == '\0' || !title)
		return;
	for (size_t i = 0; text[i]; i++)
		if (text[i] != '\r' && text[i] != '\n')
			title[used++] = text[i];
	title[used] = '\0';
	give(r, CADRE_FIELD_POST_TITLE);
	r->out->stated.post_title = field_says_none(title) ? "" : title;
	if (!field_short_enough(title, FIELD_TEXT_CHARS_MAX))
		refuse(r, REFUSAL_ROW_TEXT_TOO_LONG, CADRE_FIELD_POST_TITLE);
}

static void read_ladder(struct reader *r)
{
	const char *level = cell(r, CADRE_FIELD_LEVEL);
	const char *rank = cell(r, CADRE_FIELD_RANK);

	if (level[0]) {
		give(r, CADRE_FIELD_LEVEL);
		if (!field_says_none(level) && field_level(level, &r->out->stated.level) != REFUSAL_NONE)
			refuse(r, REFUSAL_ROW_LEVEL_UNKNOWN, CADRE_FIELD_LEVEL);
	}
	if (rank[0]) {
		give(r, CADRE_FIELD_RANK);
		if (!field_says_none(rank) && field_rank(rank, &r->out->stated.rank) != REFUSAL_NONE)
			refuse(r, REFUSAL_ROW_RANK_UNKNOWN, CADRE_FIELD_RANK);
	}
}

static void read_flag(struct reader *r, enum cadre_field field, protobuf_c_boolean *to)
{
	const char *text = cell(r, field);
	bool value;

	if (text[0] == '\0')
		return;
	give(r, field);
	if (field_flag(text, &value) != REFUSAL_NONE)
		refuse(r, REFUSAL_ROW_FLAG_MALFORMED, field);
	else
		*to = value;
}

static void read_grades(struct reader *r)
{
	const char *text = cell(r, CADRE_FIELD_GRADES);

	if (text[0] == '\0' || field_says_none(text))
		return;
	give(r, CADRE_FIELD_GRADES);
	if (field_grades(arena_of(r), text, r->today, &r->out->stated.grades, &r->out->stated.n_grades) != REFUSAL_NONE)
		refuse(r, REFUSAL_ROW_GRADE_MALFORMED, CADRE_FIELD_GRADES);
}

void person_read(struct import_report *report, const struct person_cells *cells, const char *today, struct person *out)
{
	struct reader r = { report, cells, today, out };

	*out = (struct person){ .row = cells->row };
	cadre_registered__init(&out->stated);
	memcpy(out->label, cells->label, sizeof out->label);
	read_name(&r);
	read_identity(&r);
	read_birth(&r);
	read_dates(&r);
	read_codes(&r);
	read_title(&r);
	read_ladder(&r);
	read_flag(&r, CADRE_FIELD_YOUNG, &out->stated.young);
	read_flag(&r, CADRE_FIELD_FIRST_SECRETARY, &out->stated.first_secretary);
	read_flag(&r, CADRE_FIELD_EXCHANGE, &out->stated.exchange);
	read_flag(&r, CADRE_FIELD_TEAM_HEAD, &out->stated.team_head);
	read_flag(&r, CADRE_FIELD_TEAM_MEMBER, &out->stated.team_member);
	read_grades(&r);
}
