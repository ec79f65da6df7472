/* Steps and logins become requests. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "moment.h"
#include "play.h"

static const char api_prefix[] = "/api/v1";

/* The body with a file's bytes as one more member. */
static bool add_file(struct play *p, struct play_flight *f, const struct play_step *step)
{
	struct buffer path = { 0 }, content = { 0 };
	bool good;

	buffer_format(&path, "%s/%s", step->body_file[0] == '/' ? "" : p->file.folder, step->body_file);
	good = buffer_file(&content, path.data);
	if (good) {
		if (f->body.size == 0)
			buffer_text(&f->body, "{}");
		while (f->body.size > 1 && f->body.data[f->body.size - 1] != '}')
			f->body.size--;
		f->body.size--;
		buffer_format(&f->body, "%s\"%s\":", strchr(f->body.data, ':') ? "," : "", step->field);
		buffer_base64(&f->body, buffer_span(&content));
		buffer_text(&f->body, "}");
	}
	buffer_free(&path);
	buffer_free(&content);
	return good;
}

static enum play_sent command_body(struct play *p, struct play_flight *f, const struct play_step *step)
{
	struct span missing;

	if (step->kind == PLAY_CLOCK) {
		buffer_format(&f->body, "{\"to_ms\":%lld}",
			      (long long)(moment_of_day(day_of_iso(step->day)) + MOMENT_DAY_BEGINS_MS));
		return PLAY_SENT;
	}
	if (step->body.size == 0)
		buffer_text(&f->body, "{}");
	else if (!play_fill_json(&f->body, step->body, &p->names, &missing))
		return PLAY_STARVED;
	if (step->body_file[0] && !add_file(p, f, step)) {
		play_fail(p, step, "无法读取 body_file / cannot read it", NULL, CTL_USAGE);
		return PLAY_CANNOT;
	}
	return PLAY_SENT;
}

static enum play_sent fill_path(struct play *p, struct play_flight *f, const struct play_step *step)
{
	struct span missing;

	buffer_text(&f->path, api_prefix);
	if (!play_fill_query(&f->path, step->path, &p->names, &missing))
		return PLAY_STARVED;
	if (step->kind != PLAY_GET)
		return PLAY_SENT;
	buffer_text(&f->path, "?");
	if (!play_fill_query(&f->path, step->query, &p->names, &missing))
		return PLAY_STARVED;
	/* what the row must look like is filled in once it is here; its names must be known now */
	buffer_clear(&f->body);
	if (!play_fill_json(&f->body, step->where, &p->names, &missing))
		return PLAY_STARVED;
	if (f->lane->after[0])
		buffer_format(&f->path, "&after=%s", f->lane->after);
	return PLAY_SENT;
}

enum play_sent play_send_step(struct play *p, struct play_flight *f)
{
	const struct play_step *step = f->lane->step;
	bool command = step->kind == PLAY_COMMAND || step->kind == PLAY_CLOCK;
	enum play_sent sent = fill_path(p, f, step);

	if (sent == PLAY_SENT && command)
		sent = command_body(p, f, step);
	if (sent == PLAY_SENT && f->path.size >= CTL_PATH_MAX) {
		play_fail(p, step, "地址过长 / the address is too long", NULL, CTL_USAGE);
		sent = PLAY_CANNOT;
	}
	if (sent != PLAY_SENT)
		return sent;
	f->x.method = command ? "POST" : "GET";
	f->x.path = f->path.data;
	f->x.body = buffer_span(&f->body);
	f->x.key = "";
	if (command) {
		play_file_key(&p->file, step, f->key);
		f->x.key = f->key;
	}
	pool_start(p->pool, &f->x);
	return PLAY_SENT;
}

void play_send_login(struct play *p, struct play_flight *f)
{
	buffer_text(&f->path, "/api/v1/session?bearer=true");
	buffer_text(&f->body, "{\"account\":");
	buffer_json(&f->body, span_text(f->login->name));
	buffer_text(&f->body, ",\"password\":");
	buffer_json(&f->body, span_text(f->login->password));
	buffer_text(&f->body, "}");
	f->x.method = "POST";
	f->x.path = f->path.data;
	f->x.body = buffer_span(&f->body);
	f->x.key = "";
	f->x.token = "";
	pool_start(p->pool, &f->x);
}
