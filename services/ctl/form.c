/* The appointment form of a cadre as a file. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "client.h"

static int write_file(const char *path, struct span content)
{
	FILE *out = fopen(path, "we");
	bool whole = out && (content.size == 0 || fwrite(content.data, 1, content.size, out) == content.size);

	if (out && fclose(out) != 0)
		whole = false;
	if (whole)
		return CTL_DONE;
	perror(path);
	return CTL_USAGE;
}

int ctl_form(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "out" } };
	struct words words = { 0 };
	struct buffer path = { 0 };
	struct exchange x = { 0 };
	int status;

	if (!arguments_parse(options, 1, argc, argv, &words) || words.count != 1)
		return CTL_USAGE;
	buffer_text(&path, "/personnel/form-files/");
	buffer_escaped(&path, words.items[0]);
	status = client_get(c, path.data, &x);
	if (status == CTL_DONE && options[0].count)
		status = write_file(options[0].values[0], buffer_span(&x.answer));
	else if (status == CTL_DONE)
		fwrite(x.answer.data, 1, x.answer.size, stdout); /* a file is never empty */
	buffer_free(&path);
	exchange_free(&x);
	return status;
}
