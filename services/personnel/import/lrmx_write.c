/* The appointment form as its file: a tree that libxml2 escapes and writes; nothing is pasted together here. */
#include "import.h"

#include <libxml/chvalid.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <string.h>

#include "base/require.h"
#include "xml_memory.h"

#define FAMILY "JiaTingChengYuan"

/* The order of the form (domain 3.1); editors write every one of them, empty or not. */
static const char *const order[] = {
	"XingMing", "XingBie", "ChuShengNianYue", "MinZu", "JiGuan", "ChuShengDi", "RuDangShiJian", "CanJiaGongZuoShiJian",
	"JianKangZhuangKuang", "ZhuanYeJiShuZhiWu", "ShuXiZhuanYeYouHeZhuanChang", "QuanRiZhiJiaoYu_XueLi",
	"QuanRiZhiJiaoYu_XueWei", "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
	"ZaiZhiJiaoYu_XueLi", "ZaiZhiJiaoYu_XueWei", "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
	"ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", "XianRenZhiWu", "NiRenZhiWu", "NiMianZhiWu", "JianLi", "JiangChengQingKuang",
	"NianDuKaoHeJieGuo", "RenMianLiYou", FAMILY, "ChengBaoDanWei", "JiSuanNianLingShiJian", "TianBiaoShiJian", "TianBiaoRen",
	"ShenFenZheng", "ZhaoPian", "Version",
};
#define ORDER_COUNT (sizeof order / sizeof order[0])

struct writing {
	const struct lrmx_form *form;
	const char *culprit;           /* NULL so far */
};

static bool fits(const char *text)
{
	for (int left = (int)strlen(text), size; left > 0; left -= size, text += size) {
		int c;
		size = left;
		c = xmlGetUTF8Char((const xmlChar *)text, &size);
		if (c < 0 || !xmlIsCharQ((unsigned)c))
			return false;
	}
	return true;
}

static void add(struct writing *w, xmlNodePtr parent, const char *tag, const char *value)
{
	if (!w->culprit && !fits(value))
		w->culprit = tag;
	if (!w->culprit)
		REQUIRE(xmlNewTextChild(parent, NULL, (const xmlChar *)tag, (const xmlChar *)value));
}

static void add_family(struct writing *w, xmlNodePtr root)
{
	xmlNodePtr family = xmlNewChild(root, NULL, (const xmlChar *)FAMILY, NULL);

	REQUIRE(family);
	for (size_t i = 0; i < w->form->relative_count; i++) {
		const struct lrmx_relative *r = &w->form->relatives[i];
		xmlNodePtr item = xmlNewChild(family, NULL, (const xmlChar *)"Item", NULL);
		REQUIRE(item);
		add(w, item, "ChengWei", r->relation);
		add(w, item, "XingMing", r->name);
		add(w, item, "ChuShengRiQi", r->born);
		add(w, item, "ZhengZhiMianMao", r->politics);
		add(w, item, "GongZuoDanWeiJiZhiWu", r->work);
	}
}

static bool has_place(const char *tag)
{
	for (size_t i = 0; i < ORDER_COUNT; i++)
		if (strcmp(order[i], tag) == 0)
			return true;
	return false;
}

static void add_person(struct writing *w, xmlNodePtr root)
{
	for (size_t i = 0; i < ORDER_COUNT; i++)
		if (strcmp(order[i], FAMILY) == 0)
			add_family(w, root);
		else
			add(w, root, order[i], lrmx_value(w->form, order[i]));
	for (size_t i = 0; i < w->form->field_count; i++)
		if (!has_place(w->form->fields[i].tag))
			add(w, root, w->form->fields[i].tag, w->form->fields[i].value);
}

enum refusal lrmx_write(struct arena *arena, const struct lrmx_form *form, struct span *out, const char **culprit)
{
	struct writing w = { .form = form };
	xml_memory_watch();
	xmlDocPtr doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlNodePtr root = xmlNewNode(NULL, (const xmlChar *)"Person");
	xmlChar *text = NULL;
	int size = 0;

	REQUIRE(doc && root);
	xmlDocSetRootElement(doc, root);
	add_person(&w, root);
	*culprit = w.culprit ? w.culprit : "";
	if (!w.culprit) {
		xmlDocDumpFormatMemoryEnc(doc, &text, &size, "utf-8", 1);
		REQUIRE(text && size > 0 && !xml_memory_was_short());
		*out = span_of(arena_copy(arena, text, (size_t)size), (size_t)size);
		xmlFree(text);
	}
	xmlFreeDoc(doc);
	return w.culprit ? REFUSAL_FORM_CHARACTER : REFUSAL_NONE;
}
