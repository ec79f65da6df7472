/* A roster held against the tables: who is who, who would be new, what would change. The second half of an import, shared
 * by a dry run and the real one. Pure but for the state it reads. */
#ifndef DANDANG_PERSONNEL_ROLL_H
#define DANDANG_PERSONNEL_ROLL_H

#include "import/person.h"
#include "workflows.h"

struct roll_entry {
	struct person *person;
	const CadreFileRow *existing;   /* NULL: new */
	CadreRegistered now;            /* the record as it would stand; cadre_id "" when one is to be made */
};
struct roll {
	struct decision *d;
	const ImportPeople *cmd;
	struct import_report *report;
	struct roll_entry *entries;     /* in the order of the file */
	struct roll_entry **by_id;      /* sorted by ID number */
	size_t count;
};

/* Fills entries from people; errors go to the report and set person->bad. Returns false when the arena is full. */
bool roll_match(struct roll *roll, struct people *people);
size_t roll_bad(const struct roll *roll);

#endif
