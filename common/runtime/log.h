/* Structured logs: one JSON line each on stderr. No personal data, no payloads: ids of events and names of types only. */
#ifndef DANDANG_RUNTIME_LOG_H
#define DANDANG_RUNTIME_LOG_H

struct log {
	const char *site;
	const char *service;
};

void log_info(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_warn(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_error(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
