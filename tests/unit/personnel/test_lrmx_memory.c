/* No memory while a form is read: it is refused, and never read with something left out. */
#include <fcntl.h>
#include <unistd.h>

#include "failing_malloc.h"
#include "import/import.h"
#include "tap.h"

static const char xml[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?><Person><XingMing>样例一</XingMing><ShenFenZheng>150402198506150019</ShenFenZheng>"
	"<JianLi>2008.08--2015.03  某局科员，先后在办公室、人事科工作，其间在某苏木挂职一年&#10;2015.03--         某镇副镇长</JianLi>"
	"<JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>样例二</XingMing><GongZuoDanWeiJiZhiWu>某校教师 &amp; 年级组长"
	"</GongZuoDanWeiJiZhiWu></Item></JiaTingChengYuan><Version>3.2.1.16</Version></Person>";

static struct arena arena;

static enum refusal read_with_failing(long call, struct lrmx_form *form)
{
	const char *culprit;

	arena_reset(&arena);
	failing_from(call);
	enum refusal refusal = lrmx_read(&arena, span_text(xml), form, &culprit);
	failing_from(0);
	return refusal;
}

static bool is_whole(const struct lrmx_form *form)
{
	return form->field_count == 4 && form->relative_count == 1 && strlen(lrmx_value(form, "JianLi")) == 136 &&
	       strcmp(lrmx_value(form, "XingMing"), "样例一") == 0 && strcmp(form->relatives[0].work, "某校教师 & 年级组长") == 0;
}

TEST(a_form_is_read_whole_or_refused)
{
	struct lrmx_form form;
	int refused = 0, kept = dup(STDERR_FILENO), pipes[2];

	CHECK_INT(pipe2(pipes, O_NONBLOCK), 0);
	dup2(pipes[1], STDERR_FILENO);
	arena_init(&arena, 4 << 20);
	CHECK_INT(read_with_failing(0, &form), REFUSAL_NONE);
	CHECK(is_whole(&form));
	for (long call = 1; call <= 300; call++) {
		enum refusal refusal = read_with_failing(call, &form);
		CHECK(refusal != REFUSAL_NONE || is_whole(&form));
		refused += refusal != REFUSAL_NONE;
	}
	CHECK(!FAILING_MALLOC || refused > 20);
	arena_fini(&arena);
	dup2(kept, STDERR_FILENO);
	char said[1];
	CHECK(read(pipes[0], said, 1) < 0);     /* what it cannot read it must not print: it is somebody's form */
}

TEST_MAIN()
