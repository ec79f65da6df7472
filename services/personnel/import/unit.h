/* One unit as a list of units states it, before anything is looked up. */
#ifndef DANDANG_PERSONNEL_UNIT_H
#define DANDANG_PERSONNEL_UNIT_H

#include "contract.h"
#include "import.h"

#define UNIT_LEVELS 7 /* from 厅局级正职 down to 科员及以下 */
#define UNIT_POSTS_MAX 500u

enum unit_column { UNIT_COLUMN_ID, UNIT_COLUMN_NAME, UNIT_COLUMN_KIND, UNIT_COLUMN_REGION, UNIT_COLUMN_PARENT,
		   UNIT_COLUMN_GROUP, UNIT_COLUMN_LEVEL_FIRST, UNIT_COLUMN_COUNT = UNIT_COLUMN_LEVEL_FIRST + UNIT_LEVELS };

struct unit_entry {
	uint32_t row;
	bool bad;
	const char *unit_id;
	const char *name;
	UnitKind kind;
	const char *region;
	const char *parent_id;
	const char *peer_group;
	bool counted[UNIT_LEVELS];   /* the row gives a number of posts of this level */
	uint32_t count[UNIT_LEVELS];
};
struct unit_list {
	struct unit_entry *items;
	size_t count;
	const char *label[UNIT_COLUMN_COUNT];
	const char **ignored;
	size_t ignored_count;
};

PostLevel unit_level(size_t index);
enum refusal units_read_csv(struct import_report *report, struct span content, struct unit_list *out, const char **culprit);

#endif
