#include "base/err.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/hex.h"
#include "base/require.h"
#include "tap.h"

TEST(every_code_has_a_text)
{
	for (int code = 0; code < ERR_COUNT; code++)
		CHECK(err_text((enum err)code)[0] != '\0');
	CHECK_TEXT(err_text(ERR_NONE), "ok");
	CHECK_TEXT(err_text(ERR_AGAIN), "try again");
	CHECK_TEXT(err_text(ERR_COUNT), "unknown error");
}

TEST(set_and_wrap)
{
	struct fault f = { 0 };

	CHECK_INT(fault_set(&f, ERR_FULL, "write %d bytes", 7), ERR_FULL);
	CHECK_TEXT(f.text, "write 7 bytes");
	CHECK_INT(fault_wrap(&f, "append to %s", "a.seg"), ERR_FULL);
	CHECK_TEXT(f.text, "append to a.seg: write 7 bytes");
	CHECK_INT(fault_set(NULL, ERR_LOCKED, "x"), ERR_LOCKED);
	CHECK_INT(fault_wrap(NULL, "x"), ERR_IO);
}

TEST(long_text_is_cut_not_overrun)
{
	struct fault f = { 0 };
	char text[2 * FAULT_TEXT_MAX];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fault_set(&f, ERR_IO, "%s", text);
	CHECK_INT(strlen(f.text), FAULT_TEXT_MAX - 1);
	fault_wrap(&f, "%s", text);
	CHECK_INT(strlen(f.text), FAULT_TEXT_MAX - 1);
	text[FAULT_TEXT_MAX - 1] = '\0';
	fault_set(&f, ERR_IO, "%s", text);
	CHECK_INT(strlen(f.text), FAULT_TEXT_MAX - 1);
}

TEST(cut_falls_between_characters)
{
	/* 干 is three bytes; 255 is divisible by three, so shifting the text by 0, 1, 2 meets every
	 * place of the cut. */
	for (int shift = 0; shift < 3; shift++) {
		struct fault f = { 0 };
		char text[FAULT_TEXT_MAX * 2] = "xx";
		size_t size = (size_t)shift;

		while (size + 4 < sizeof(text)) {
			memcpy(text + size, "干", 3);
			size += 3;
		}
		text[size] = '\0';
		fault_set(&f, ERR_IO, "%s", text);
		CHECK_INT((strlen(f.text) - (size_t)shift) % 3, 0);
		CHECK(strlen(f.text) > FAULT_TEXT_MAX - 4);
		f.text[10 - (10 - shift) % 3] = '\0';
		fault_wrap(&f, "%s", text);
		CHECK_INT((strlen(f.text) - (size_t)shift) % 3, 0);
	}
	struct fault f = { 0 };

	fault_set(&f, ERR_IO, "%s", "干部");
	CHECK_TEXT(f.text, "干部");
}

TEST(require_aborts)
{
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		struct rlimit none = { 0 };

		(void)setrlimit(RLIMIT_CORE, &none);
		(void)signal(SIGABRT, SIG_DFL);
		(void)!freopen("/dev/null", "w", stderr);
		REQUIRE(1 + 1 == 2);
		REQUIRE(1 + 1 == 3);
		_exit(0);
	}
	int status = 0;

	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

TEST(big_endian)
{
	uint8_t b[8];

	put_u32be(b, 0x01020304u);
	CHECK(memcmp(b, "\x01\x02\x03\x04", 4) == 0);
	CHECK_INT(get_u32be(b), 0x01020304);
	put_u64be(b, UINT64_C(0xFFFEFDFCFBFAF9F8));
	CHECK(memcmp(b, "\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8", 8) == 0);
	CHECK(get_u64be(b) == UINT64_C(0xFFFEFDFCFBFAF9F8));
}

TEST(hex)
{
	char text[HEX_SIZE(4)];
	uint8_t b[4];

	hex_encode((const uint8_t *)"\x00\x7f\x80\xff", 4, text);
	CHECK_TEXT(text, "007f80ff");
	CHECK(hex_decode("007F80ff", b, 4) && memcmp(b, "\x00\x7f\x80\xff", 4) == 0);
	CHECK(!hex_decode("007f80f", b, 4));
	CHECK(!hex_decode("007f80ff0", b, 4));
	CHECK(!hex_decode("007g80ff", b, 4));
	CHECK(hex_decode("", b, 0));
}

TEST_MAIN()
