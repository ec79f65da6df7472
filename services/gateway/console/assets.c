/* ASSET_GENERATED is the folder the generator wrote to; the build passes it. */
#include "assets.h"

#include <string.h>

#include "base/hex.h"
#include "digest/digest.h"

#define CONSOLE "services/gateway/console/"
#define HTML "text/html; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define STYLE "text/css; charset=utf-8"
#define TAG_BYTES 16           /* of the SHA-256 */

/* name in the program, address, type, file */
#define ASSETS(X)                                                             \
	X(index, "/", HTML, CONSOLE "index.html")                             \
	X(style, "/style.css", STYLE, CONSOLE "style.css")                    \
	X(openapi, "/openapi.json", "application/json", ASSET_GENERATED "openapi.json") \
	X(app, "/app.js", SCRIPT, CONSOLE "app.js")                           \
	X(api, "/api.js", SCRIPT, CONSOLE "api.js")                           \
	X(dom, "/dom.js", SCRIPT, CONSOLE "dom.js")                           \
	X(forms, "/forms.js", SCRIPT, CONSOLE "forms.js")                     \
	X(language, "/language.js", SCRIPT, CONSOLE "language.js")            \
	X(words, "/words.js", SCRIPT, CONSOLE "words.js")                     \
	X(session, "/session.js", SCRIPT, CONSOLE "session.js")               \
	X(access, "/access.js", SCRIPT, ASSET_GENERATED "console/access.js")  \
	X(names, "/names.js", SCRIPT, CONSOLE "names.js")                     \
	X(report, "/report.js", SCRIPT, CONSOLE "report.js")                  \
	X(dossier, "/dossier.js", SCRIPT, CONSOLE "dossier.js")               \
	X(todos, "/todos.js", SCRIPT, CONSOLE "todos.js")                     \
	X(status, "/status.js", SCRIPT, CONSOLE "status.js")                  \
	X(event, "/event.js", SCRIPT, CONSOLE "event.js")                     \
	X(schemes, "/schemes.js", SCRIPT, CONSOLE "schemes.js")               \
	X(scheme_draft, "/scheme_draft.js", SCRIPT, CONSOLE "scheme_draft.js") \
	X(inspections, "/inspections.js", SCRIPT, CONSOLE "inspections.js")   \
	X(curves, "/curves.js", SCRIPT, CONSOLE "curves.js")                  \
	X(findings, "/findings.js", SCRIPT, CONSOLE "findings.js")            \
	X(own_places, "/own_places.js", SCRIPT, CONSOLE "own_places.js")      \
	X(polls, "/polls.js", SCRIPT, CONSOLE "polls.js")                     \
	X(poll_draft, "/poll_draft.js", SCRIPT, CONSOLE "poll_draft.js")      \
	X(paper, "/paper.js", SCRIPT, CONSOLE "paper.js")                     \
	X(vote, "/vote.js", SCRIPT, CONSOLE "vote.js")                        \
	X(wallet, "/wallet.js", SCRIPT, CONSOLE "wallet.js")                  \
	X(blind_rsa, "/blind_rsa.js", SCRIPT, CONSOLE "blind_rsa.js")         \
	X(lists, "/lists.js", SCRIPT, CONSOLE "lists.js")                     \
	X(scores, "/scores.js", SCRIPT, CONSOLE "scores.js")                  \
	X(compare, "/compare.js", SCRIPT, CONSOLE "compare.js")               \
	X(whatif, "/whatif.js", SCRIPT, CONSOLE "whatif.js")                  \
	X(terms, "/terms.js", SCRIPT, CONSOLE "terms.js")                     \
	X(matters, "/matters.js", SCRIPT, CONSOLE "matters.js")               \
	X(ledgers, "/ledgers.js", SCRIPT, CONSOLE "ledgers.js")               \
	X(contract, "/contract.js", SCRIPT, ASSET_GENERATED "console/contract.js")

#define EMBED(name, path, type, file)                                         \
	__asm__(".section .rodata\n"                                          \
		".global asset_" #name "_begin\nasset_" #name "_begin:\n"     \
		".incbin \"" file "\"\n"                                      \
		".global asset_" #name "_end\nasset_" #name "_end:\n"         \
		".byte 0\n.previous\n");                                      \
	extern const uint8_t asset_##name##_begin[], asset_##name##_end[];

ASSETS(EMBED)

#define ENTRY(name, path, type, file) { path, type, asset_##name##_begin, asset_##name##_end },

static const struct asset assets[] = { ASSETS(ENTRY) };

const struct asset *asset_find(const char *path)
{
	for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++)
		if (strcmp(assets[i].path, path) == 0)
			return &assets[i];
	return NULL;
}

const char *asset_tag(const struct asset *asset)
{
	static char tags[sizeof assets / sizeof assets[0]][TAG_BYTES * 2 + 3];
	char *tag = tags[asset - assets];
	uint8_t digest[SHA256_SIZE];

	if (!tag[0]) {
		digest_sha256(asset_body(asset), digest);
		hex_encode(digest, TAG_BYTES, tag + 1);
		tag[0] = '"';
		memcpy(tag + 1 + TAG_BYTES * 2, "\"", 2);
	}
	return tag;
}

struct span asset_body(const struct asset *asset)
{
	return span_of(asset->begin, (size_t)(asset->end - asset->begin));
}
