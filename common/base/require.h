/* REQUIRE: a condition only a bug can break. Aborts in every build with file, line and text; the supervisor restarts
 * the daemon and the journal makes that safe. Never used on input, files or peers: those return errors. */
#ifndef DANDANG_BASE_REQUIRE_H
#define DANDANG_BASE_REQUIRE_H

_Noreturn void base_panic(const char *file, int line, const char *condition);

#define REQUIRE(condition)                                              \
	do {                                                            \
		if (!(condition))                                       \
			base_panic(__FILE__, __LINE__, #condition);     \
	} while (0)

#endif
