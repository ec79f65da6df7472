/* Arguments of a subcommand: --name VALUE, --name=VALUE, --flag, and plain words. */
#ifndef DANDANG_CTL_ARGUMENTS_H
#define DANDANG_CTL_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARGUMENT_VALUES_MAX 16
#define ARGUMENT_WORDS_MAX 256

struct argument {
	const char *name;              /* without "--" */
	bool flag;                     /* takes no value */
	size_t most;                   /* how often it may stand; 0: once */
	size_t count;
	const char *values[ARGUMENT_VALUES_MAX];
};
struct words {
	size_t count;
	const char *items[ARGUMENT_WORDS_MAX];
};

/* False after a message on stderr: something unknown, doubled or without its value. */
bool arguments_parse(struct argument *table, size_t count, int argc, char **argv, struct words *words);
/* Splits "--name=value": the length of the name in *size, the value or NULL. False when it is no option. */
bool argument_split(const char *word, const char **name, size_t *size, const char **value);
/* The value, or `otherwise` when it does not stand there. */
const char *argument_text(const struct argument *a, const char *otherwise);
/* A whole number from 0; false with a message when it is anything else. *out is kept when it does not stand there. */
bool argument_number(const struct argument *a, uint64_t *out);

#endif
