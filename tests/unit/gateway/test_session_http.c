/* Sessions over real HTTP: login, cookies, cross-site requests, lockouts, brakes, and commands that carry a password. */
#include "http_fixture.h"

#include "session/passwords.h"
#include "session/session.h"
#include "wire/wire.h"

#define ORIGIN "Origin: http://a\r\n"
#define JSON "Content-Type: application/json\r\n"
#define LOGIN_OK "{\"account\":\"zhang\",\"password\":\"right-password-1\"}"
#define LOGIN_BAD "{\"account\":\"zhang\",\"password\":\"wrong-password-1\"}"

static struct session_store *store;
static struct session_options store_options;
static atomic_uint generation, closed;
static char password_hash[PASSWORD_HASH_SIZE];
static atomic_int prepared, administrator;
static char prepared_hash[2][PASSWORD_HASH_SIZE];

static bool find(void *context, const char *account, struct arena *arena, struct account_view *out)
{
	static const char *const roles[] = { "org.head", "security_admin" };

	(void)context;
	(void)arena;
	if (strcmp(account, "zhang") != 0 && strcmp(account, "wang") != 0)
		return false;
	*out = (struct account_view){ .account = account, .display_name = "张三", .region = "150400", .unit_id = "", .cadre_id = "",
				      .roles = roles + (atomic_load(&administrator) ? 1 : 0), .role_count = 1,
				      .generation = atomic_load(&generation), .closed = atomic_load(&closed) };
	return true;
}

static const char *credential(void *context, const char *account, struct arena *arena)
{
	(void)context;
	(void)account;
	(void)arena;
	return password_hash;
}

struct preparing {
	struct http_request *r;
	OpenAccount *open;
	ChangePassword *change;
};

static void on_prepared(void *context, enum refusal refusal, const char *field)
{
	struct preparing *p = context;

	if (refusal != REFUSAL_NONE) {
		session_refuse(p->r, refusal, field, 0);
		return;
	}
	const char *hash = p->open ? p->open->password_hash : p->change->password_hash;

	CHECK_TEXT(p->open ? p->open->password : p->change->password, "");
	snprintf(prepared_hash[atomic_load(&prepared) % 2], PASSWORD_HASH_SIZE, "%s", hash);
	atomic_fetch_add(&prepared, 1);
	respond_text(p->r, 200, hash);
}

static void prepare(struct http_request *r, const struct account_view *who, bool change)
{
	struct preparing *p = arena_alloc(http_arena(r), sizeof(*p));
	struct wire_result result = { 0 };
	const struct wire_type *type = change ? &ChangePassword_type : &OpenAccount_type;
	ProtobufCMessage *message = wire_from_json(type, http_body(r), http_arena(r), &result);

	p->r = r;
	if (!message) {
		respond_text(r, 400, result.count ? result.items[0].path : "");
	} else if (change) {
		p->change = (ChangePassword *)message;
		session_prepare_change(store, r, who, p->change, http_header(r, "Idempotency-Key"), on_prepared, p);
	} else {
		p->open = (OpenAccount *)message;
		session_prepare_open(store, r, p->open, http_header(r, "Idempotency-Key"), on_prepared, p);
	}
}

static void handle_session(void *context, struct http_request *r)
{
	struct fault f;

	(void)context;
	if (!store) {
		store_options.loop = fx.loop;
		store_options.find = find;
		store_options.credential = credential;
		store_options.password_memory_bytes = 8192;
		store_options.password_passes = 1;
		REQUIRE(session_store_new(&store, &store_options, &f) == ERR_NONE);
	}
	if (session_route(store, r))
		return;
	const struct account_view *who = session_admit(store, r);

	if (!who)
		return;
	if (strcmp(http_path(r), "/open") == 0)
		prepare(r, who, false);
	else if (strcmp(http_path(r), "/change") == 0)
		prepare(r, who, true);
	else
		respond_text(r, 200, who->account);
}

static void free_store(void)
{
	session_store_free(store);
	store = NULL;
}

static void keep_hash(void *context, const char *encoded)
{
	snprintf(password_hash, sizeof(password_hash), "%s", encoded);
	loop_stop(context);
}

static void make_password_hash(void)
{
	struct loop *loop;
	struct fault f;

	REQUIRE(loop_new(&loop, &f) == ERR_NONE);
	struct passwords *p = passwords_new(loop, 8192, 1, 0, NULL);

	REQUIRE(passwords_hash(p, "right-password-1", NULL, keep_hash, loop));
	loop_run(loop);
	passwords_free(p);
	loop_free(loop);
}

static void begin(struct session_options options)
{
	make_password_hash();
	store_options = options;
	atomic_store(&generation, 1);
	atomic_store(&closed, 0);
	atomic_store(&prepared, 0);
	fx_at_stop = free_store;
	start((struct http_options){ .handler = handle_session });
}

static struct reply request(const char *method, const char *path, const char *headers, const char *body)
{
	char text[4096];

	snprintf(text, sizeof(text), "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n%s", method,
		 path, headers, strlen(body), body);
	return ask(text, strlen(text));
}

static int status_of(const char *method, const char *path, const char *headers, const char *body)
{
	struct reply reply = request(method, path, headers, body);
	int status = reply.status;

	reply_free(&reply);
	return status;
}

/* What stands between `before` and `end` in the reply, as "<prefix><that>\r\n". */
static void take(const struct reply *reply, const char *before, char end, const char *prefix, char out[128])
{
	const char *at = reply->data ? strstr(reply->data, before) : NULL;
	const char *stop_at = at ? strchr(at + strlen(before), end) : NULL;

	out[0] = '\0';
	CHECK(stop_at);
	if (stop_at)
		snprintf(out, 128, "%s%.*s\r\n", prefix, (int)(stop_at - at - (long)strlen(before)), at + strlen(before));
}

static void log_in_machine(char header[128])
{
	struct reply reply = request("POST", "/api/v1/session", JSON, LOGIN_OK);

	CHECK_INT(reply.status, 200);
	take(&reply, "\"token\":\"", '"', "Authorization: Bearer ", header);
	reply_free(&reply);
}

static void log_in_browser(const char *name, char header[128])
{
	struct reply reply = request("POST", "/api/v1/session", JSON "Sec-Fetch-Site: same-origin\r\n", LOGIN_OK);
	char before[64], prefix[64];

	CHECK_INT(reply.status, 200);
	CHECK(!reply_has(&reply, "\"token\""));          /* no script of a browser ever sees it */
	snprintf(before, sizeof(before), "Set-Cookie: %s=", name);
	snprintf(prefix, sizeof(prefix), "Cookie: other=1; %s=", name);
	take(&reply, before, ';', prefix, header);
	reply_free(&reply);
}

TEST(a_machine_logs_in_with_a_token_and_out)
{
	char token[128], text[256];

	begin((struct session_options){ 0 });
	CHECK_INT(status_of("GET", "/x", "", ""), 401);
	log_in_machine(token);
	struct reply reply = request("GET", "/x", token, "");

	CHECK(reply.status == 200 && reply_has(&reply, "zhang"));
	reply_free(&reply);
	reply = request("GET", "/api/v1/session", token, "");
	CHECK(reply.status == 200 && reply_has(&reply, "\"roles\":[\"org.head\"]") && reply_has(&reply, "张三"));
	CHECK(!reply_has(&reply, "\"token\""));
	reply_free(&reply);
	CHECK_INT(status_of("POST", "/x", token, "anything"), 200);     /* a token is nobody's cookie */
	snprintf(text, sizeof(text), "Authorization: Basic %s", token + 22);
	CHECK_INT(status_of("GET", "/x", text, ""), 401);
	CHECK_INT(status_of("GET", "/x", "Authorization: Bearer AAAA\r\n", ""), 401);
	CHECK_INT(status_of("PUT", "/api/v1/session", token, ""), 405);
	CHECK_INT(status_of("DELETE", "/api/v1/session", token, ""), 204);
	CHECK_INT(status_of("GET", "/x", token, ""), 401);
	stop();
}

TEST(a_browser_gets_a_cookie_scripts_cannot_read)
{
	begin((struct session_options){ .secure = true });
	struct reply reply = request("POST", "/api/v1/session", JSON ORIGIN, LOGIN_OK);

	CHECK(reply_has(&reply, "Set-Cookie: __Host-sid="));
	CHECK(reply_has(&reply, "; Path=/; HttpOnly; SameSite=Strict; Secure\r\n"));
	CHECK(!reply_has(&reply, "Domain="));
	reply_free(&reply);
	stop();
	begin((struct session_options){ 0 });
	char cookie[128], text[512];

	log_in_browser("sid", cookie);
	CHECK_INT(status_of("GET", "/x", cookie, ""), 200);
	snprintf(text, sizeof(text), "%.*s; sid=AAAA\r\n", (int)strlen(cookie) - 2, cookie);
	CHECK_INT(status_of("GET", "/x", text, ""), 401);               /* which of the two? neither */
	snprintf(text, sizeof(text), "%sSec-Fetch-Site: same-origin\r\n", cookie);
	reply = request("DELETE", "/api/v1/session", text, "");
	CHECK(reply.status == 204 && reply_has(&reply, "Set-Cookie: sid=; ") && reply_has(&reply, "Max-Age=0"));
	reply_free(&reply);
	CHECK_INT(status_of("GET", "/x", cookie, ""), 401);
	stop();
}

TEST(with_a_cookie_only_our_own_pages_may_change_something)
{
	static const struct {
		const char *headers;
		int status;
	} cases[] = {
		{ JSON "Sec-Fetch-Site: same-origin\r\n", 200 },
		{ JSON "Sec-Fetch-Site: same-site\r\n", 403 },
		{ JSON "Sec-Fetch-Site: cross-site\r\n" ORIGIN, 403 },
		{ JSON "Sec-Fetch-Site: none\r\n", 403 },
		{ JSON ORIGIN, 200 },
		{ JSON "Origin: http://evil\r\n", 403 },
		{ JSON "Origin: null\r\n", 403 },
		{ JSON "Origin: http://a.evil\r\n", 403 },
		{ JSON, 403 },
		{ ORIGIN "Content-Type: text/plain\r\n", 415 },
		{ ORIGIN "Content-Type: application/x-www-form-urlencoded\r\n", 415 },
		{ ORIGIN "Content-Type: application/jsonp\r\n", 415 },
		{ ORIGIN "Content-Type: application/json; charset=utf-8\r\n", 200 },
		{ ORIGIN, 415 },
	};
	char cookie[128], text[512];

	begin((struct session_options){ 0 });
	log_in_browser("sid", cookie);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", cookie, cases[i].headers);
		int status = status_of("POST", "/x", text, "{}");

		CHECK_INT(status, cases[i].status);
		if (status != cases[i].status)
			printf("#   %zu: %s\n", i, cases[i].headers);
	}
	snprintf(text, sizeof(text), "%sSec-Fetch-Site: cross-site\r\n", cookie);
	CHECK_INT(status_of("GET", "/x", text, ""), 200);
	CHECK_INT(status_of("DELETE", "/api/v1/session", text, ""), 403);
	/* nor may another site log a victim in as somebody else */
	CHECK_INT(status_of("POST", "/api/v1/session", JSON "Origin: http://evil\r\n", LOGIN_OK), 403);
	CHECK_INT(status_of("POST", "/api/v1/session", "Content-Type: text/plain\r\n", LOGIN_OK), 415);
	stop();
}

TEST(failures_look_alike_and_lock_the_name)
{
	begin((struct session_options){ .login_failures_max = 3, .lock_ms = 400 });
	struct reply bad = request("POST", "/api/v1/session", JSON, LOGIN_BAD);
	struct reply unknown = request("POST", "/api/v1/session", JSON, "{\"account\":\"nobody\",\"password\":\"x\"}");

	CHECK_INT(bad.status, 401);
	CHECK_INT(unknown.status, 401);
	CHECK(bad.body_size == unknown.body_size && memcmp(bad.body, unknown.body, bad.body_size) == 0);
	CHECK(reply_has(&bad, "\"code\":\"LOGIN_FAILED\""));
	reply_free(&bad);
	reply_free(&unknown);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_BAD), 401);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_BAD), 401);
	bad = request("POST", "/api/v1/session", JSON, LOGIN_OK);        /* locked, even for the right one */
	CHECK(bad.status == 429 && reply_has(&bad, "Retry-After: 1\r\n") && reply_has(&bad, "LOGIN_LOCKED"));
	reply_free(&bad);
	for (int i = 0; i < 2; i++)
		CHECK_INT(status_of("POST", "/api/v1/session", JSON, "{\"account\":\"nobody\",\"password\":\"x\"}"), 401);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, "{\"account\":\"nobody\",\"password\":\"x\"}"), 429);
	sleep_ms(450);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_OK), 200);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_BAD), 401);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_OK), 200);     /* and success forgets failures */
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, "{\"account\":\"zhang\"}"), 400);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, "not json"), 400);
	stop();
}

TEST(closing_an_account_or_changing_its_password_ends_its_sessions)
{
	char token[128];

	begin((struct session_options){ 0 });
	log_in_machine(token);
	atomic_store(&generation, 2);
	CHECK_INT(status_of("GET", "/x", token, ""), 401);
	atomic_store(&generation, 1);
	CHECK_INT(status_of("GET", "/x", token, ""), 401);              /* ended, not paused */
	log_in_machine(token);
	atomic_store(&closed, 1);
	CHECK_INT(status_of("GET", "/x", token, ""), 401);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_OK), 401);
	stop();
}

TEST(an_idle_session_ends_and_all_of_an_account_can)
{
	char one[128], two[128];

	begin((struct session_options){ .idle_ms = 600 });
	log_in_machine(one);
	for (int i = 0; i < 3; i++) {
		sleep_ms(250);
		CHECK_INT(status_of("GET", "/x", one, ""), 200);
	}
	sleep_ms(800);
	CHECK_INT(status_of("GET", "/x", one, ""), 401);
	log_in_machine(one);
	log_in_machine(two);
	CHECK_INT(status_of("DELETE", "/api/v1/session?all=1", one, ""), 204);
	CHECK_INT(status_of("GET", "/x", two, ""), 401);
	stop();
}

TEST(brakes_answer_429_and_say_when)
{
	char token[128];

	begin((struct session_options){ .account_per_s = 1, .account_burst = 3, .login_per_s = 1, .login_burst = 2 });
	log_in_machine(token);
	for (int i = 0; i < 3; i++)
		CHECK_INT(status_of("GET", "/x", token, ""), 200);
	struct reply reply = request("GET", "/x", token, "");

	CHECK(reply.status == 429 && reply_has(&reply, "Retry-After: 1\r\n") && reply_has(&reply, "RATE_LIMITED"));
	reply_free(&reply);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_OK), 200);
	CHECK_INT(status_of("POST", "/api/v1/session", JSON, LOGIN_OK), 429);
	stop();
	begin((struct session_options){ .address_per_s = 1, .address_burst = 2 });
	CHECK_INT(status_of("GET", "/x", "", ""), 401);
	CHECK_INT(status_of("GET", "/x", "", ""), 401);
	CHECK_INT(status_of("GET", "/x", "", ""), 429);
	stop();
}

#define OPEN_BODY(extra)                                                                                      \
	"{\"account\":\"li\",\"display_name\":\"李四\",\"region\":\"150400\",\"roles\":[\"org.cadre\"]," extra "}"

TEST(passwords_of_new_accounts_are_hashed_before_anything_is_sent)
{
	char token[128], text[256];

	begin((struct session_options){ 0 });
	log_in_machine(token);
	snprintf(text, sizeof(text), "%sIdempotency-Key: k1\r\n", token);
	for (int i = 0; i < 2; i++)                       /* sent again with its key: the same body */
		CHECK_INT(status_of("POST", "/open", text, OPEN_BODY("\"password\":\"first-password-1\"")), 200);
	CHECK(strncmp(prepared_hash[0], "$argon2id$", 10) == 0);
	CHECK_TEXT(prepared_hash[0], prepared_hash[1]);
	snprintf(text, sizeof(text), "%sIdempotency-Key: k2\r\n", token);
	CHECK_INT(status_of("POST", "/open", text, OPEN_BODY("\"password\":\"first-password-1\"")), 200);
	CHECK(strcmp(prepared_hash[0], prepared_hash[1]) != 0);
	struct reply reply = request("POST", "/open", token,
				     OPEN_BODY("\"password\":\"first-password-1\",\"password_hash\":\"$argon2id$x\""));

	CHECK(reply.status == 400 && reply_has(&reply, "PASSWORD_HASH_OUTSIDE"));
	reply_free(&reply);
	reply = request("POST", "/open", token, OPEN_BODY("\"password\":\"short\""));
	CHECK(reply.status == 400 && reply_has(&reply, "PASSWORD_WEAK") && reply_has(&reply, "\"field\":\"password\""));
	reply_free(&reply);
	CHECK_INT(atomic_load(&prepared), 3);
	stop();
}

TEST(changing_ones_password_needs_the_old_one)
{
	static const char right[] = "{\"account\":\"zhang\",\"old_password\":\"right-password-1\",\"password\":\"other-password-1\"}";
	static const char wrong[] = "{\"account\":\"zhang\",\"old_password\":\"wrong-password-1\",\"password\":\"other-password-1\"}";
	static const char others[] = "{\"account\":\"wang\",\"password\":\"other-password-1\"}";
	char token[128];

	begin((struct session_options){ .login_failures_max = 2 });
	log_in_machine(token);
	CHECK_INT(status_of("POST", "/change", token, wrong), 401);
	CHECK_INT(status_of("POST", "/change", token, right), 200);
	CHECK_INT(status_of("POST", "/change", token, others), 403);
	CHECK_INT(atomic_load(&prepared), 1);
	atomic_store(&administrator, 1);
	CHECK_INT(status_of("POST", "/change", token, others), 200);
	CHECK_INT(atomic_load(&prepared), 2);
	atomic_store(&administrator, 0);
	CHECK_INT(status_of("POST", "/change", token, wrong), 401);
	CHECK_INT(status_of("POST", "/change", token, wrong), 401);
	CHECK_INT(status_of("POST", "/change", token, right), 429);     /* guessing is braked here too */
	stop();
}

TEST_MAIN()
