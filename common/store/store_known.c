/* What a store that is not open had reached. After a clean close the mark says it. Else the files are read as they lie
 * there, damaged or not, in a child process: what crashes or hangs there says nothing, and what it says counts only with
 * its checksum. The position so read never makes a store believed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store_files.h"
#include "store/store_impl.h"
#include "store/store_mark.h"

#define CHILD_SECONDS 10

static bool read_position(const char *path, struct store_position *position)
{
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi own;

	return mdb_env_create(&env) == MDB_SUCCESS && mdb_env_set_maxdbs(env, 1) == MDB_SUCCESS &&
	       mdb_env_open(env, path, MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS, 0600) ==
		       MDB_SUCCESS &&
	       mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) == MDB_SUCCESS &&
	       mdb_dbi_open(txn, STORE_OWN_TABLE, 0, &own) == MDB_SUCCESS &&
	       store_own_position(txn, own, position) == MDB_SUCCESS;
}

_Noreturn static void be_child(const char *path, int to)
{
	struct rlimit no_core = { 0 };
	struct store_position position;
	uint8_t bytes[STORE_POSITION_SIZE];
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setrlimit(RLIMIT_CORE, &no_core);
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL);
	(void)alarm(CHILD_SECONDS);
	if (null >= 0)
		(void)dup2(null, STDERR_FILENO); /* LMDB writes its assertions there */
	if (!read_position(path, &position))
		_exit(1);
	store_position_encode(&position, bytes);
	_exit(write(to, bytes, sizeof bytes) == (ssize_t)sizeof bytes ? 0 : 1);
}

/* False when the child had nothing to say. */
static bool ask_child(const char *path, struct store_position *position)
{
	uint8_t bytes[STORE_POSITION_SIZE];
	int ends[2], status = 1;
	ssize_t got = -1;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	child = fork();
	if (child == 0)
		be_child(path, ends[1]);
	close(ends[1]);
	if (child > 0) {
		got = read(ends[0], bytes, sizeof bytes);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			status = 1;
	}
	close(ends[0]);
	if (got != (ssize_t)sizeof bytes || status != 0)
		return false;
	*position = store_position_decode(bytes);
	return true;
}

struct store_position store_known(const char *directory)
{
	struct store_position none = { 0 }, position;
	struct store_mark mark;
	char path[PATH_MAX];

	if (store_mark_read(directory, &mark))
		return mark.position;
	if (store_path(path, directory, STORE_DATA_NAME, NULL) != ERR_NONE ||
	    access(path, R_OK) != 0 || !ask_child(path, &position))
		return none;
	return position;
}
