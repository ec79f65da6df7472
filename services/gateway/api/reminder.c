#include "reminder.h"

#include <stddef.h>
#include <string.h>

#define DIGITS_MAX 3

/* The number that is the whole of these characters, blanks around it left aside; -1: none. */
static int number_of(const char *text, size_t size)
{
	size_t digits;
	int number = 0;

	while (size && *text == ' ')
		text++, size--;
	while (size && text[size - 1] == ' ')
		size--;
	digits = strspn(text, "0123456789");
	if (size == 0 || size > DIGITS_MAX || digits < size)
		return -1;
	for (size_t i = 0; i < size; i++)
		number = 10 * number + (text[i] - '0');
	return number <= REMINDER_DAYS_MAX ? number : -1;
}

bool reminder_names(const char *list, int days)
{
	while (days >= 0 && *list) {
		size_t size = strcspn(list, ",");
		if (number_of(list, size) == days)
			return true;
		list += size + (list[size] == ',');
	}
	return false;
}

bool reminder_today(const char *before, const char *after, int days_left)
{
	return days_left < 0 ? reminder_names(after, -days_left) : reminder_names(before, days_left);
}
