/* Appointment forms (.lrmx): one flat XML document. A DOCTYPE stops the parser at once, so no entity is ever defined; no
 * file and no network is opened; libxml2's own limits on depth and size stay on. */
#include "import.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <string.h>

#include "xml_memory.h"

static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	xmlParserCtxtPtr parser = context;
	bool *seen = parser->_private;

	(void)name;
	(void)external;
	(void)system;
	*seen = true;
	xmlStopParser(parser);
}

static enum refusal parse(struct span content, xmlDocPtr *doc)
{
	xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt((const char *)content.data, (int)content.size);
	bool doctype = false;
	bool sound;

	*doc = NULL;
	if (!parser)
		return REFUSAL_IMPORT_XML_MALFORMED;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	parser->_private = &doctype;
	parser->sax->internalSubset = refuse_doctype;
	xmlParseDocument(parser);
	sound = parser->wellFormed && !doctype;
	*doc = parser->myDoc;
	xmlFreeParserCtxt(parser);
	if (sound)
		return REFUSAL_NONE;
	xmlFreeDoc(*doc);
	*doc = NULL;
	return doctype ? REFUSAL_IMPORT_XML_DOCTYPE : REFUSAL_IMPORT_XML_MALFORMED;
}

/* The text inside, cleaned and trimmed. NULL when the arena is full. */
static const char *text_of(struct arena *arena, xmlNodePtr node)
{
	xmlChar *content = xmlNodeGetContent(node);
	size_t size = content ? strlen((const char *)content) : 0, used, first = 0;
	char *out = arena_text(arena, (const char *)content, size);

	xmlFree(content);
	if (!out)
		return NULL;
	used = import_clean(out, size);
	while (used > 0 && strchr(" \t\n", out[used - 1]))
		out[--used] = '\0';
	while (first < used && strchr(" \t\n", out[first]))
		first++;
	return out + first;
}

static bool named(xmlNodePtr node, const char *name)
{
	return strcmp((const char *)node->name, name) == 0;
}

static enum refusal read_relative(struct arena *arena, xmlNodePtr item, struct lrmx_form *form)
{
	struct lrmx_relative r = { "", "", "", "", "" };

	for (xmlNodePtr node = item->children; node; node = node->next) {
		const char **to = NULL;
		if (node->type != XML_ELEMENT_NODE)
			continue;
		to = named(node, "ChengWei") ? &r.relation : named(node, "XingMing") ? &r.name :
		     named(node, "ChuShengRiQi") ? &r.born : named(node, "ZhengZhiMianMao") ? &r.politics :
		     named(node, "GongZuoDanWeiJiZhiWu") ? &r.work : NULL;
		if (to)
			*to = text_of(arena, node);
		if (to && (!*to || strlen(*to) > IMPORT_CELL_BYTES_MAX))
			return REFUSAL_IMPORT_CELL_TOO_LONG;
	}
	if (!r.relation[0] && !r.name[0]) /* writers leave blank items behind */
		return REFUSAL_NONE;
	if (form->relative_count == IMPORT_FORM_RELATIVES_MAX)
		return REFUSAL_IMPORT_CELL_TOO_LONG;
	form->relatives[form->relative_count++] = r;
	return REFUSAL_NONE;
}

static enum refusal read_family(struct arena *arena, xmlNodePtr family, struct lrmx_form *form)
{
	enum refusal refusal = REFUSAL_NONE;

	for (xmlNodePtr node = family->children; node && refusal == REFUSAL_NONE; node = node->next)
		if (node->type == XML_ELEMENT_NODE && named(node, "Item"))
			refusal = read_relative(arena, node, form);
	return refusal;
}

static enum refusal keep_field(struct arena *arena, xmlNodePtr node, struct lrmx_form *form, const char *value)
{
	const char *tag = arena_text(arena, (const char *)node->name, strlen((const char *)node->name));

	if (form->field_count == IMPORT_FORM_FIELDS_MAX || !tag || strlen(tag) > 100 ||
	    strlen(value) > IMPORT_FORM_VALUE_BYTES_MAX)
		return REFUSAL_IMPORT_CELL_TOO_LONG;
	form->fields[form->field_count++] = (struct lrmx_field){ tag, value };
	return REFUSAL_NONE;
}

static enum refusal read_element(struct arena *arena, xmlNodePtr node, struct lrmx_form *form)
{
	const char *value;

	if (named(node, "JiaTingChengYuan"))
		return read_family(arena, node, form);
	value = text_of(arena, node);
	if (!value)
		return REFUSAL_IMPORT_TOO_LARGE;
	if (named(node, "ZhaoPian"))
		return lrmx_photo_sound(value) ? REFUSAL_NONE : REFUSAL_IMPORT_PHOTO_BROKEN;
	if (value[0] == '\0')
		return REFUSAL_NONE;
	if (lrmx_value(form, (const char *)node->name)[0]) /* two ID numbers would be one too many */
		return REFUSAL_IMPORT_COLUMN_TWICE;
	return keep_field(arena, node, form, value);
}

size_t lrmx_bytes(const struct lrmx_form *form)
{
	size_t bytes = 0;

	for (size_t i = 0; i < form->field_count; i++)
		bytes += strlen(form->fields[i].tag) + strlen(form->fields[i].value);
	for (size_t i = 0; i < form->relative_count; i++)
		bytes += strlen(form->relatives[i].name) + strlen(form->relatives[i].work);
	return bytes;
}

static enum refusal read_person(struct arena *arena, xmlNodePtr root, struct lrmx_form *out, const char **culprit)
{
	enum refusal refusal = REFUSAL_NONE;

	if (!root || !named(root, "Person"))
		return REFUSAL_IMPORT_NOT_A_FORM;
	for (xmlNodePtr node = root->children; node && refusal == REFUSAL_NONE; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		refusal = read_element(arena, node, out);
		if (refusal != REFUSAL_NONE)
			*culprit = arena_text(arena, (const char *)node->name, strlen((const char *)node->name));
	}
	if (refusal == REFUSAL_NONE && lrmx_bytes(out) > IMPORT_FORM_BYTES_MAX)
		refusal = REFUSAL_IMPORT_CELL_TOO_LONG;
	return refusal;
}

enum refusal lrmx_read(struct arena *arena, struct span content, struct lrmx_form *out, const char **culprit)
{
	enum refusal refusal;
	xmlDocPtr doc;

	memset(out, 0, sizeof *out);
	*culprit = "";
	if (content.size > IMPORT_BYTES_MAX)
		return REFUSAL_IMPORT_TOO_LARGE;
	if (content.size == 0)
		return REFUSAL_IMPORT_EMPTY;
	xml_memory_watch();
	refusal = parse(content, &doc);
	if (refusal == REFUSAL_NONE) {
		refusal = read_person(arena, xmlDocGetRootElement(doc), out, culprit);
		xmlFreeDoc(doc);
	}
	return xml_memory_was_short() ? REFUSAL_BUSY : refusal;
}

const char *lrmx_value(const struct lrmx_form *form, const char *tag)
{
	for (size_t i = 0; i < form->field_count; i++)
		if (strcmp(form->fields[i].tag, tag) == 0)
			return form->fields[i].value;
	return "";
}

static int base64_digit(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

bool lrmx_photo_sound(const char *base64)
{
	uint8_t head[3] = { 0 };
	uint32_t bits = 0;
	size_t digits = 0, padding = 0, bytes = 0;

	for (; *base64; base64++) {
		if (strchr(" \t\r\n", *base64))
			continue;
		if (*base64 == '=') {
			padding++;
			continue;
		}
		if (base64_digit(*base64) < 0 || padding)
			return false;
		bits = bits << 6 | (uint32_t)base64_digit(*base64);
		digits++;
		if (digits == 4) {
			head[0] = (uint8_t)(bits >> 16);
			head[1] = (uint8_t)(bits >> 8);
			head[2] = (uint8_t)bits;
			bytes = 3;
		}
	}
	if (digits == 0 && padding == 0)
		return true;
	return padding <= 2 && (digits + padding) % 4 == 0 && bytes == 3 &&
	       (memcmp(head, "\xFF\xD8\xFF", 3) == 0 || memcmp(head, "\x89PN", 3) == 0);
}
