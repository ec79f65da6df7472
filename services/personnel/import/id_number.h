/* Citizen ID numbers (GB 11643-1999). Pure. */
#ifndef DANDANG_PERSONNEL_ID_NUMBER_H
#define DANDANG_PERSONNEL_ID_NUMBER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/date.h"
#include "contract.h"
#include "refusal.h"

struct id_number {
	Sex sex;
	char born_on[ISO_DAY_SIZE];
};

/* Without blanks and the apostrophe spreadsheets put in front of text; full-width digits and x made plain. */
const char *id_number_plain(struct arena *arena, const char *text);
/* REFUSAL_NONE and what the number says, or which rule it breaks. From a spreadsheet a number that ends in 000 is taken as
 * one whose last digits were lost (15 significant digits). `today` is ISO. */
enum refusal id_number_read(const char *plain, const char *today, bool spreadsheet, struct id_number *out);

#endif
