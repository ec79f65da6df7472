/* The configuration: what it says is what it means, and anything else is refused with its place. */
#include "runtime/config.h"

#include <unistd.h>

#include "tap.h"

static struct config config;
static struct fault fault;

static enum err load(const char *text)
{
	char path[] = "/tmp/dandang-config-XXXXXX";
	int fd = mkstemp(path);
	size_t size = strlen(text);

	fault = (struct fault){ 0 };
	if (fd < 0 || write(fd, text, size) != (ssize_t)size) {
		perror(path);
		exit(1);
	}
	enum err e = config_load(&config, path, &fault);

	close(fd);
	unlink(path);
	return e;
}

/* `lines` behind what every configuration needs. */
static enum err load_with(const char *lines)
{
	char text[2048];

	snprintf(text, sizeof text, "[site]\ncode = 150400\ndata = /d\n%s", lines);
	return load(text);
}

TEST(every_key_is_read)
{
	char address[128];

	CHECK_INT(load("# a note\n[site]\ncode = 150400\nname = 样例\ndata = /d\nkeys = /k\nclock = simulated ; a remark\n"
		       "[net]\nbind = 10.0.0.1\nbase_port = 7200\nhttp_port = 80\nhttp_bind = ::1\nhttp_secure = yes\n"
		       "[hosts]\ntraining = 10.0.0.2\n[upstreams]\n150404 = tcp://10.0.0.4:7111\n150402 = tcp://10.0.0.5:7111\n"
		       "[journal]\nsegment_mib = 8\nmax_mib = 100\ntrim = yes\n[limits]\nrequests_per_s = 50\n"
		       "[background]\nsnapshot_minutes = 0\nshadow_minutes = 7\n"),
		  ERR_NONE);
	CHECK_TEXT(config.site, "150400");
	CHECK_TEXT(config.name, "样例");
	CHECK_TEXT(config.keys, "/k");
	CHECK(config.simulated_clock && config.http_secure && config.journal_trim);
	CHECK_INT(config.http_port, 80);
	CHECK_TEXT(config.http_bind, "::1");
	CHECK_INT(config.segment_bytes, 8 << 20);
	CHECK_INT(config.journal_bytes_max, 100 << 20);
	CHECK_INT(config.requests_per_s, 50);
	CHECK_INT(config.snapshot_minutes, 0);
	CHECK_INT(config.shadow_minutes, 7);
	CHECK_INT(config.upstream_count, 2);
	CHECK_TEXT(config.upstreams[1].site, "150402");
	config_address(&config, "training", true, false, address);
	CHECK_TEXT(address, "tcp://10.0.0.2:7203");
	config_address(&config, "training", false, true, address);
	CHECK_TEXT(address, "tcp://10.0.0.1:7202");
	config_address(&config, "welfare", false, false, address);
	CHECK_TEXT(address, "tcp://10.0.0.1:7208");
}

TEST(what_is_needed_and_what_is_taken_for_granted)
{
	CHECK_INT(load("[site]\ndata = /d\n"), ERR_INVALID);
	CHECK_INT(load("[site]\ncode = 150400\n"), ERR_INVALID);
	CHECK_INT(load_with(""), ERR_NONE);
	CHECK_TEXT(config.keys, "/d/keys");
	CHECK_TEXT(config.bind, "127.0.0.1");
	CHECK_INT(config.base_port, 7100);
	CHECK(!config.simulated_clock && !config.journal_trim);
	CHECK_INT(config_load(&config, "/nonexistent/site.ini", &fault), ERR_NOT_FOUND);
}

TEST(unknown_keys_and_values_out_of_range_are_refused_by_name)
{
	static const char *const bad[] = {
		"colour = red\n", "clock = sun\n", "code = 12345678901234567\n", "[net]\nbase_port = 1023\n",
		"[net]\nbase_port = 65522\n", "[net]\nbase_port = 7100x\n", "[net]\nhttp_port = 0\n",
		"[net]\nhttp_port = 99999999999999999999\n", "[net]\nhttp_secure = maybe\n", "[net]\nx = 1\n", "[hosts]\nnobody = h\n",
		"[journal]\nsegment_mib = 0\n", "[journal]\ntrim = 1\n", "[journal]\nsegment_mib = -1\n",
		"[limits]\nrequests_per_s = 1000001\n", "[limits]\nx = 1\n", "[elsewhere]\nx = 1\n", "[background]\nx = 1\n",
		"[upstreams]\n12345678901234567 = tcp://h:1\n",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CHECK_INT(load_with(bad[i]), ERR_INVALID);
		CHECK(strstr(fault.text, "unknown or out of range"));
	}
	CHECK_INT(load_with("[net]\nbase_port = 65521\n"), ERR_NONE);
	CHECK_INT(load_with("[net]\nbase_port = 1024\n"), ERR_NONE);
	CHECK_INT(load_with("[limits]\nrequests_per_s = 1000000\n"), ERR_NONE);
}

TEST(lines_that_are_none_are_refused_by_number)
{
	CHECK_INT(load_with("[net\n"), ERR_INVALID);
	CHECK(strstr(fault.text, "line 4"));
	CHECK_INT(load_with("no equals sign\n"), ERR_INVALID);
}

/* libinih takes an indented line for more of the value before it: bind would be "http_secure = yes". */
TEST(an_indented_line_is_refused_not_taken_for_the_value_before_it)
{
	CHECK_INT(load_with("[net]\nbind = 127.0.0.1\n  http_secure = yes\n"), ERR_INVALID);
	CHECK(strstr(fault.text, "line 6"));
	CHECK_INT(load_with("[net]\nbind = 127.0.0.1\n\thttp_secure = yes\n"), ERR_INVALID);
	CHECK_INT(load_with("\n   \n  # a note\n\t; another\n \r\n"), ERR_NONE);
}

/* libinih reads 199 bytes and takes the rest for another line. */
TEST(a_line_is_read_whole_or_not_at_all)
{
	char lines[400] = "name = x\nkeys = /";

	memset(lines + strlen(lines), 'k', 190);
	strcat(lines, "\n");
	CHECK_INT(load_with(lines), ERR_NONE);
	CHECK_INT(strlen(config.keys), 191);
	lines[strlen(lines) - 1] = '\0';
	strcat(lines, "/name = y\n");
	CHECK_INT(load_with(lines), ERR_INVALID);
	CHECK(strstr(fault.text, "line 5"));
	strcpy(lines, "keys = /k");
	memset(lines + strlen(lines), ' ', 300);
	strcat(lines, "/l\n");
	CHECK_INT(load_with(lines), ERR_INVALID);
}

TEST(a_site_is_followed_once)
{
	char lines[1024] = "[upstreams]\n";

	CHECK_INT(load_with("[upstreams]\n150404 = tcp://a:1\n150404 = tcp://b:1\n"), ERR_INVALID);
	for (int i = 0; i < CONFIG_UPSTREAMS_MAX; i++)
		snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%d = tcp://a:1\n", 150400 + i);
	CHECK_INT(load_with(lines), ERR_NONE);
	strcat(lines, "150499 = tcp://a:1\n");
	CHECK_INT(load_with(lines), ERR_INVALID);
}

TEST(the_environment_stands_above_the_file)
{
	setenv("DANDANG_BASE_PORT", "7300", 1);
	setenv("DANDANG_DATA", "/other", 1);
	CHECK_INT(load_with(""), ERR_NONE);
	CHECK_INT(config.base_port, 7300);
	CHECK_TEXT(config.data, "/other");
	setenv("DANDANG_BASE_PORT", "1", 1);
	CHECK_INT(load_with(""), ERR_INVALID);
	unsetenv("DANDANG_BASE_PORT");
	unsetenv("DANDANG_DATA");
}

TEST(a_data_path_leaves_room_for_its_keys)
{
	char text[600] = "[site]\ncode = 1\ndata = /", value[300];

	setenv("DANDANG_DATA", memset(memset(value, 0, sizeof value), 'd', CONFIG_PATH_MAX - 1), 1);
	strcat(text, "d\n");
	CHECK_INT(load(text), ERR_INVALID);
	CHECK(strstr(fault.text, "too long"));
	value[CONFIG_PATH_MAX - 1] = 'd';
	setenv("DANDANG_DATA", value, 1);
	CHECK_INT(load(text), ERR_INVALID);
	unsetenv("DANDANG_DATA");
}

TEST_MAIN()
