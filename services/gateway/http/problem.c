#include "problem.h"

#include <stdio.h>

#include "base/require.h"
#include "json_text.h"

struct phrase {
	unsigned status;
	const char *en;
	const char *zh;
};

/* Those that say yes are never written into a problem document. */
static const struct phrase phrases[] = {
	{ 200, "OK", "" },
	{ 201, "Created", "" },
	{ 202, "Accepted", "" },
	{ 204, "No Content", "" },
	{ 304, "Not Modified", "" },
	{ 400, "Bad Request", "请求格式不正确" },
	{ 401, "Unauthorized", "请先登录" },
	{ 403, "Forbidden", "没有权限" },
	{ 404, "Not Found", "没有这个地址或记录" },
	{ 405, "Method Not Allowed", "该地址不支持这种操作" },
	{ 408, "Request Timeout", "请求发送过慢" },
	{ 409, "Conflict", "与当前情况冲突，不能办理" },
	{ 413, "Content Too Large", "请求内容过大" },
	{ 414, "URI Too Long", "请求地址过长" },
	{ 415, "Unsupported Media Type", "请求内容类型不受支持" },
	{ 417, "Expectation Failed", "请求的期望条件不受支持" },
	{ 422, "Unprocessable Content", "请求内容与先前不符" },
	{ 428, "Precondition Required", "缺少前提条件" },
	{ 429, "Too Many Requests", "请求过于频繁，请稍后再试" },
	{ 431, "Request Header Fields Too Large", "请求头过大" },
	{ 500, "Internal Server Error", "系统内部错误" },
	{ 501, "Not Implemented", "不支持的请求方式" },
	{ 503, "Service Unavailable", "系统繁忙，请稍后重试" },
	{ 504, "Gateway Timeout", "业务系统未及时答复，请稍后重试" },
	{ 505, "HTTP Version Not Supported", "不支持的协议版本" },
	{ 507, "Insufficient Storage", "磁盘已满" },
};

static const struct phrase *phrase_of(unsigned status)
{
	static const struct phrase other = { 0, "Error", "请求未能办理" };

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return &phrases[i];
	return &other;
}

const char *problem_phrase(unsigned status)
{
	return phrase_of(status)->en;
}

int problem_plain(unsigned status, const char *code, char *room, size_t size)
{
	int used = snprintf(room, size,
			    "{\"type\":\"" PROBLEM_TYPE_PREFIX "%s\",\"title\":\"%s\",\"status\":%u,\"code\":\"%s\","
			    "\"en\":\"%s\"}",
			    code, phrase_of(status)->zh, status, code, phrase_of(status)->en);

	REQUIRE(used > 0 && (size_t)used < size);
	return used;
}

/* title and en fall back to the sentence of the status. */
static void write_common(struct json_text *j, unsigned status, const char *code, const char *zh, const char *en,
			 const char *rule)
{
	const struct phrase *p = phrase_of(status);
	bool coded = code && code[0];

	json_open(j, '{');
	json_name(j, "type");
	json_string_2(j, coded ? PROBLEM_TYPE_PREFIX : "about:blank", coded ? code : "");
	json_member(j, "title", zh && zh[0] ? zh : p->zh);
	json_name(j, "status");
	json_number(j, (int64_t)status);
	json_member(j, "code", code);
	json_member(j, "en", en && en[0] ? en : p->en);
	json_member(j, "rule", rule);
}

static void write_violation(struct json_text *j, const Violation *v)
{
	json_open(j, '{');
	json_member(j, "code", v->code);
	json_member(j, "field", v->field);
	json_member(j, "label", v->label);
	if (v->row > 0) {
		json_name(j, "row");
		json_number(j, (int64_t)v->row);
	}
	json_member(j, "zh", v->zh);
	json_member(j, "en", v->en);
	json_member(j, "value", v->value);
	json_close(j, '}');
}

struct span problem_from_reply(const Reply *reply, struct arena *arena)
{
	struct json_text j;

	json_start(&j, arena);
	write_common(&j, reply->status, reply->code, reply->zh, reply->en, reply->rule);
	/* detail: the first thing wrong, in words */
	if (reply->n_violations > 0)
		json_member(&j, "detail", reply->violations[0]->zh);
	if (reply->n_violations > 0) {
		json_name(&j, "errors");
		json_open(&j, '[');
		for (size_t i = 0; i < reply->n_violations; i++)
			write_violation(&j, reply->violations[i]);
		json_close(&j, ']');
	}
	json_close(&j, '}');
	return json_end(&j);
}

struct span problem_from_refusal(enum refusal code, const char *field, struct arena *arena)
{
	const struct refusal_row *row = refusal_row(code);
	Violation violation, *violations[] = { &violation };
	Reply reply;

	reply__init(&reply);
	reply.status = row->status;
	reply.code = row->symbol;
	reply.zh = row->zh;
	reply.en = row->en;
	reply.rule = row->rule;
	if (field) {
		violation__init(&violation);
		violation.code = row->symbol;
		violation.field = field;
		violation.zh = row->zh;
		violation.en = row->en;
		reply.n_violations = 1;
		reply.violations = violations;
	}
	return problem_from_reply(&reply, arena);
}
