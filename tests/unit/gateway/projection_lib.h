/* Two counties, a city department and their people, for the tests of the read models. */
#ifndef DANDANG_TESTS_PROJECTION_LIB_H
#define DANDANG_TESTS_PROJECTION_LIB_H

#include "given.h"
#include "projection/figures.h"
#include "rows.h"
#include "workflows.h"

WORLD(gateway_service)

static inline void unit(const char *id, const char *name, UnitKind kind, const char *region)
{
	GIVEN(UnitRegistered, .unit_id = id, .name = name, .kind = kind, .region = region);
}

static inline void person(const char *id, const char *unit_id, const char *authority)
{
	GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = unit_id, .authority = authority,
	      .level = POST_LEVEL_SECTION_HEAD);
}

/* c1, c2 in a bureau of county 150402; c3 in a bureau of county 150404; c4 in a department of the city; c5 leads county
 * 150404 and is managed by the city. */
static inline void prefecture(const char *iso_day)
{
	OPEN(iso_day);
	unit("u-02", "样例区", UNIT_KIND_COUNTY, "150402");
	unit("u-02-1", "样例区甲局", UNIT_KIND_COUNTY_DEPARTMENT, "150402");
	unit("u-04", "样例旗", UNIT_KIND_COUNTY, "150404");
	unit("u-04-1", "样例旗乙局", UNIT_KIND_COUNTY_DEPARTMENT, "150404");
	unit("u-00-1", "样例市丙局", UNIT_KIND_CITY_DEPARTMENT, "150400");
	person("c1", "u-02-1", "150402");
	person("c2", "u-02-1", "150402");
	person("c3", "u-04-1", "150404");
	person("c4", "u-00-1", "150400");
	person("c5", "u-04", "150400");
}

static inline struct figure_value counted(const char *id, const char *from, const char *to, const char *region,
					  const char *unit_id)
{
	struct figure_scope scope = { .from = from, .to = to, .region = region, .unit_id = unit_id };
	const struct figure *f = figure_find(id);
	struct arena arena;
	struct figure_value v = { .value = 999999, .rows = 999999 };

	CHECK(f != NULL);
	if (!f)
		return v;
	arena_init(&arena, 8u << 20);
	v = figure_count(world_state(), f, &scope, &arena);
	arena_fini(&arena);
	return v;
}

static inline uint64_t value_in(const char *id, const char *region)
{
	return counted(id, "2026-01-01", "2027-01-01", region, "").value;
}

static inline uint64_t value_of(const char *id)
{
	return value_in(id, "");
}

#endif
