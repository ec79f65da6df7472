#include "id_number.h"

#include <string.h>

#define ID_NUMBER_DIGITS 18

const char *id_number_plain(struct arena *arena, const char *text)
{
	size_t size = strlen(text), used = 0;
	char *out = arena_alloc(arena, size + 1);

	for (size_t i = 0; out && i < size; i++) {
		const unsigned char *at = (const unsigned char *)text + i;
		if (at[0] == 0xEF && at[1] == 0xBC && at[2] >= 0x90 && at[2] <= 0x99) { /* ０..９ */
			out[used++] = (char)('0' + at[2] - 0x90);
			i += 2;
		} else if (at[0] == 0xEF && ((at[1] == 0xBC && at[2] == 0xB8) || (at[1] == 0xBD && at[2] == 0x98))) { /* Ｘｘ */
			out[used++] = 'X';
			i += 2;
		} else if (strncmp(text + i, "\xE3\x80\x80", 3) == 0) { /* ideographic blank */
			i += 2;
		} else if (text[i] == 'x') {
			out[used++] = 'X';
		} else if (!strchr(" \t\r\n'", text[i])) {
			out[used++] = text[i];
		}
	}
	return out ? out : "";
}

/* Provinces, 71 台湾, 81 香港, 82 澳门 and 83 (residence permits of 台湾) as the first two digits of an area code. */
static bool area_known(const char *id)
{
	static const char provinces[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 "
					"63 64 65 71 81 82 83 ";
	char two[4] = { id[0], id[1], ' ', '\0' };

	return strstr(provinces, two) && !(id[2] == '0' && id[3] == '0' && id[4] == '0' && id[5] == '0');
}

static char check_digit(const char *id)
{
	static const int weights[ID_NUMBER_DIGITS - 1] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (int i = 0; i < ID_NUMBER_DIGITS - 1; i++)
		sum += (id[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

static int number(const char *digits, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

static bool only_digits(const char *text, int count)
{
	for (int i = 0; i < count; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

/* 1.50402E+17 and the like. */
static bool scientific(const char *plain)
{
	return strstr(plain, "E+") || strstr(plain, "e+");
}

/* A real day from 1800 on (the standard's own example was born in 1880), as ISO text. */
static bool birth_day(const char *digits, char iso[ISO_DAY_SIZE])
{
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = number(digits, 4), month = number(digits + 4, 2), day = number(digits + 6, 2);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1800 || month < 1 || month > 12 || day < 1)
		return false;
	if (day > month_days[month - 1] + (leap && month == 2))
		return false;
	memcpy(iso, (char[]){ digits[0], digits[1], digits[2], digits[3], '-', digits[4], digits[5], '-', digits[6],
			      digits[7], '\0' }, ISO_DAY_SIZE);
	return true;
}

enum refusal id_number_read(const char *plain, const char *today, bool spreadsheet, struct id_number *out)
{

	*out = (struct id_number){ .sex = SEX_UNSPECIFIED };
	if (plain[0] == '\0')
		return REFUSAL_ROW_ID_MISSING;
	if (scientific(plain))
		return REFUSAL_ROW_ID_EXCEL;
	if (strlen(plain) != ID_NUMBER_DIGITS)
		return REFUSAL_ROW_ID_LENGTH;
	if (!only_digits(plain, ID_NUMBER_DIGITS - 1))
		return REFUSAL_ROW_ID_CHECKSUM;
	if (!area_known(plain))
		return REFUSAL_ROW_ID_AREA;
	if (!birth_day(plain + 6, out->born_on) || strcmp(out->born_on, today) > 0)
		return REFUSAL_ROW_ID_DATE;
	if (spreadsheet && strcmp(plain + 15, "000") == 0)
		return REFUSAL_ROW_ID_EXCEL;
	if (plain[ID_NUMBER_DIGITS - 1] != check_digit(plain))
		return REFUSAL_ROW_ID_CHECKSUM;
	out->sex = (plain[16] - '0') % 2 ? SEX_MALE : SEX_FEMALE;
	return REFUSAL_NONE;
}
