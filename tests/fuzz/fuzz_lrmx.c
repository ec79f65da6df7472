/* Appointment forms (.lrmx) as people upload them. Nothing beside the document is ever opened; what is taken is plain text
 * within the limits of the form. */
#include <libxml/parser.h>
#include <libxml/xmlIO.h>

#include "fuzz.h"
#include "person_checks.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define ARENA_TIGHT ((size_t)300000)

static xmlParserInputPtr nothing_is_loaded(const char *url, const char *id, xmlParserCtxtPtr context)
{
	(void)context;
	fprintf(stderr, "the parser wants %s (%s)\n", url ? url : "", id ? id : "");
	abort();
}

static int nothing_is_opened(const char *name)
{
	fprintf(stderr, "the parser wants the file %s\n", name);
	abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	xmlInitParser();
	xmlSetExternalEntityLoader(nothing_is_loaded);
	PROPERTY(xmlRegisterInputCallbacks(nothing_is_opened, NULL, NULL, NULL) >= 0);
	return 0;
}

static void form_is_sound(const struct lrmx_form *form)
{
	size_t bytes = 0;

	PROPERTY(form->field_count <= IMPORT_FORM_FIELDS_MAX && form->relative_count <= IMPORT_FORM_RELATIVES_MAX);
	for (size_t i = 0; i < form->field_count; i++) {
		const struct lrmx_field *f = &form->fields[i];

		is_form_text(f->tag, 100);
		is_form_text(f->value, IMPORT_FORM_VALUE_BYTES_MAX);
		PROPERTY(f->value[0] && lrmx_value(form, f->tag) == f->value); /* stands once */
		PROPERTY(strcmp(f->tag, "ZhaoPian") != 0);
		bytes += strlen(f->tag) + strlen(f->value);
	}
	for (size_t i = 0; i < form->relative_count; i++) {
		const struct lrmx_relative *r = &form->relatives[i];
		const char *const texts[] = { r->relation, r->name, r->born, r->politics, r->work };

		for (size_t t = 0; t < 5; t++) {
			is_form_text(texts[t], IMPORT_CELL_BYTES_MAX);
			bytes += strlen(texts[t]);
		}
	}
	PROPERTY(bytes <= IMPORT_FORM_BYTES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	bool tight = take_byte(&in) & 1;
	struct import_report *report = fresh_report(fuzz_arena(tight ? ARENA_TIGHT : ARENA_BYTES));
	struct people people = { 0 };
	const char *culprit = NULL;
	struct span content = take_rest(&in);

	if (!report)
		return 0;
	(void)import_looks_like_xml(content);
	enum refusal refusal = people_read_lrmx(report, content, TODAY, &people, &culprit);

	if (refusal != REFUSAL_NONE) {
		refused_plainly(refusal, culprit);
		return 0;
	}
	PROPERTY(people.count == 1 && people.form);
	form_is_sound(people.form);
	if (!report->arena->overflowed)
		people_are_sound(report, &people);
	return 0;
}
