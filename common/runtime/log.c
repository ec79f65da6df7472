#include "runtime/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINE_MAX 1024

/* Escapes what JSON needs escaped; other control characters become a blank. */
static size_t escape(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text && n + 2 < size; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			out[n++] = '\\';
		out[n++] = c < 0x20 ? ' ' : *text;
	}
	out[n] = '\0';
	return n;
}

__attribute__((format(printf, 3, 0))) static void write_line(const struct log *log, const char *level, const char *format,
							     va_list list)
{
	char message[LOG_LINE_MAX], escaped[LOG_LINE_MAX], line[LOG_LINE_MAX + 256], at[32];
	struct timespec now;
	struct tm utc;
	int size;

	vsnprintf(message, sizeof message, format, list);
	escape(escaped, sizeof escaped, message);
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &utc);
	size = snprintf(line, sizeof line, "{\"ts\":\"%s.%03ldZ\",\"level\":\"%s\",\"site\":\"%s\",\"svc\":\"%s\",\"msg\":\"%s\"}\n",
			at, now.tv_nsec / 1000000, level, log->site, log->service, escaped);
	if (size > 0 && write(STDERR_FILENO, line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1) < 0)
		return; /* nowhere left to say it */
}

void log_info(const struct log *log, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	write_line(log, "info", format, list);
	va_end(list);
}

void log_warn(const struct log *log, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	write_line(log, "warn", format, list);
	va_end(list);
}

void log_error(const struct log *log, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	write_line(log, "error", format, list);
	va_end(list);
}
