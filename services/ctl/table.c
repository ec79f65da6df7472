#include "table.h"

#include <stdint.h>
#include <stdio.h>

#include "base/require.h"

struct range {
	uint32_t first;
	uint32_t last;
};
/* Wide in Unicode's East Asian Width, as far as this program's words reach. */
static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x20000, 0x3fffd },
};

/* One character of UTF-8; bytes that are none count as one each. */
static uint32_t next_character(const unsigned char **at)
{
	uint32_t c = *(*at)++;
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

	if (more)
		c &= 0x3fu >> more;
	for (; more > 0 && (**at & 0xc0) == 0x80; more--)
		c = c << 6 | (*(*at)++ & 0x3fu);
	return c;
}

size_t table_width(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t width = 0;

	while (*at) {
		uint32_t c = next_character(&at);
		width++;
		for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
			if (c >= wide[i].first && c <= wide[i].last)
				width++;
	}
	return width;
}

void table_print(const char *const *cells, size_t rows, size_t columns)
{
	size_t widths[TABLE_COLUMNS_MAX] = { 0 };

	REQUIRE(columns > 0 && columns <= TABLE_COLUMNS_MAX);
	for (size_t i = 0; i < rows * columns; i++) {
		size_t width = table_width(cells[i]);
		if (width > widths[i % columns])
			widths[i % columns] = width;
	}
	for (size_t i = 0; i < rows * columns; i++) {
		size_t column = i % columns;
		fputs(cells[i], stdout);
		if (column + 1 == columns)
			putchar('\n');
		else
			printf("%*s", (int)(widths[column] - table_width(cells[i]) + 2), "");
	}
}
