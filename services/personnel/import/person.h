/* One person as a roster or a form states him, before anything is looked up. */
#ifndef DANDANG_PERSONNEL_PERSON_H
#define DANDANG_PERSONNEL_PERSON_H

#include "cadre_fields.h"
#include "import.h"

struct person_cells {
	uint32_t row;
	bool spreadsheet;
	const char *text[CADRE_FIELD_COUNT];    /* NULL: no such column */
	const char *label[CADRE_FIELD_COUNT];   /* the column as the file calls it */
};
struct person {
	uint32_t row;
	bool bad;                    /* refused; its errors are in the report */
	uint32_t given;              /* bit per enum cadre_field: the row says something about it */
	CadreRegistered stated;
	const char *label[CADRE_FIELD_COUNT];
};

struct people {
	struct person *items;
	size_t count;
	struct lrmx_form *form;      /* of an lrmx file, else NULL */
	const char **ignored;        /* columns not recognised */
	size_t ignored_count;
};

bool person_given(const struct person *p, enum cadre_field field);
/* The column's name in the file with its number, for error lists; the field's own name where the file has none. */
const char *person_label(const struct person *p, enum cadre_field field);
/* Reads one row; what is wrong goes to the report. */
void person_read(struct import_report *report, const struct person_cells *cells, const char *today, struct person *out);

/* The tag of an appointment form that says this field, NULL when forms do not; and the cells of such a form. */
const char *person_tag(enum cadre_field field);
void person_cells_of_form(const struct lrmx_form *form, struct person_cells *cells);

/* Whole files. `culprit` names the column or tag at fault. */
enum refusal people_read_csv(struct import_report *report, struct span content, const char *today, struct people *out,
			     const char **culprit);
enum refusal people_read_lrmx(struct import_report *report, struct span content, const char *today, struct people *out,
			      const char **culprit);

#endif
