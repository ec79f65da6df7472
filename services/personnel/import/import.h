/* Reading what users have: bytes in, rows and row errors out. Pure: memory comes from the arena, nothing is looked up and
 * nothing is decided here. Whether a unit or person exists is for the workflows.
 *
 * Text is UTF-8 throughout once import_text has passed it. Row numbers are those a spreadsheet shows (the first line is 1,
 * blank lines count). */
#ifndef DANDANG_PERSONNEL_IMPORT_H
#define DANDANG_PERSONNEL_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "refusal.h"

#define IMPORT_BYTES_MAX (8u << 20)       /* a file of exactly this size is read */
#define IMPORT_ROWS_MAX 5000u             /* data rows; one row may become two events */
#define IMPORT_COLUMNS_MAX 256u
#define IMPORT_CELL_BYTES_MAX 4000u
#define IMPORT_HEADER_SEARCH_ROWS 5u      /* titles may stand above the header */
#define IMPORT_ERRORS_MAX 900u            /* kept; the rest is only counted */
#define IMPORT_FORM_VALUE_BYTES_MAX 16000u   /* one field of an appointment form */
#define IMPORT_FORM_BYTES_MAX 48000u      /* all fields of one, so that its event stays under 64 KiB */
#define IMPORT_FORM_FIELDS_MAX 200u
#define IMPORT_FORM_RELATIVES_MAX 30u

struct import_error {
	enum refusal code;
	uint32_t row;
	const char *column;
	const char *value;
};
struct import_report {
	struct arena *arena;
	struct import_error items[IMPORT_ERRORS_MAX];
	size_t kept;
	size_t total;
};
/* Always returns false, so that a reader may `return import_fail(...)`. Texts are borrowed. */
bool import_fail(struct import_report *r, enum refusal code, uint32_t row, const char *column, const char *value);

/* The file as UTF-8 without BOM: a BOM or valid UTF-8 is taken as UTF-8, else it must be valid GB18030. NUL is refused. */
enum refusal import_text(struct arena *arena, struct span content, struct span *utf8);
/* Takes out what no text of the contract holds (wire.h): control characters but TAB and LF. Programs leave such behind; they
 * mean nothing to a reader and something to his terminal. The text is UTF-8 and ends with NUL; returns its new size. */
size_t import_clean(char *text, size_t size);
/* Whether the first character that is no blank is '<'. */
bool import_looks_like_xml(struct span content);

struct csv_row {
	uint32_t line;
	size_t count;
	const char **cells;
};
struct csv_table {
	struct csv_row *rows;   /* blank rows left out */
	size_t count;
	size_t cap;
};
enum refusal csv_read(struct arena *arena, struct span utf8, struct csv_table *out);
/* The cell, cleaned, or "" past the end of a short row. */
const char *csv_cell(const struct csv_row *row, size_t column);

/* Header names and what they mean; several may mean the same. */
struct import_alias {
	const char *header;
	int field;
};
struct import_columns {
	size_t count;
	int field[IMPORT_COLUMNS_MAX];          /* -1: not recognised */
	const char *header[IMPORT_COLUMNS_MAX]; /* as it stands in the file, "" when blank */
	size_t first_data_row;                  /* index into table rows */
};
/* Finds the header among the first rows, also one of two rows with merged cells. `culprit` names the column missing or
 * standing twice. */
enum refusal import_columns_find(struct arena *arena, const struct csv_table *table, const struct import_alias *aliases,
				 size_t alias_count, const int *required, size_t required_count,
				 struct import_columns *out, const char **culprit);

/* One appointment form (任免审批表, lrmx). */
struct lrmx_field {
	const char *tag;
	const char *value;
};
struct lrmx_relative {
	const char *relation;
	const char *name;
	const char *born;
	const char *politics;
	const char *work;
};
struct lrmx_form {
	struct lrmx_field fields[IMPORT_FORM_FIELDS_MAX]; /* empty ones and the photo left out, unknown tags kept */
	size_t field_count;
	struct lrmx_relative relatives[IMPORT_FORM_RELATIVES_MAX];
	size_t relative_count;
};
enum refusal lrmx_read(struct arena *arena, struct span content, struct lrmx_form *out, const char **culprit);
/* "" when the form has no such tag. */
const char *lrmx_value(const struct lrmx_form *form, const char *tag);
/* What IMPORT_FORM_BYTES_MAX counts. */
size_t lrmx_bytes(const struct lrmx_form *form);
/* The form as a file of its format, in the order editors write; what is empty is an empty element. Read again it is the same
 * form. `culprit` names the tag whose value XML cannot hold. */
enum refusal lrmx_write(struct arena *arena, const struct lrmx_form *form, struct span *out, const char **culprit);
/* Empty, or base64 that begins as a JPEG or PNG does. */
bool lrmx_photo_sound(const char *base64);

#endif
