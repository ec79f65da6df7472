/* dandangctl: the client of the gateway. One subcommand per function; what they share stands here. */
#ifndef DANDANG_CTL_H
#define DANDANG_CTL_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#define CTL_URL_DEFAULT "http://127.0.0.1:7180"
#define CTL_URL_MAX 512
#define CTL_PATH_MAX 4096                    /* of a request, with its query */
#define CTL_TOKEN_MAX 512
#define CTL_ACCOUNT_MAX 64
#define CTL_PASSWORD_MAX 128
#define CTL_ANSWER_BYTES_MAX (64u << 20)
#define CTL_INPUT_BYTES_MAX (16u << 20)      /* a body read from a file; the gateway takes no longer one */
#define CTL_ARENA_BYTES ((size_t)1 << 30)

/* Exit status. */
enum ctl_exit { CTL_DONE = 0, CTL_REFUSED = 1, CTL_USAGE = 2, CTL_UNREACHABLE = 3 };

struct client;

struct ctl {
	const char *url;               /* without a '/' at the end */
	const char *account;           /* "" when none was named */
	const char *token;             /* "" when not logged in */
	struct client *client;
	struct arena arena;            /* of the whole run */
};

/* Each takes what follows its own word and returns the exit status. */
typedef int ctl_run(struct ctl *c, int argc, char **argv);

ctl_run ctl_login, ctl_logout;                                /* login.c */
ctl_run ctl_rows, ctl_get;                                    /* rows.c */
ctl_run ctl_dossier, ctl_todos;                               /* people.c */
ctl_run ctl_form;                                             /* form.c */
ctl_run ctl_report, ctl_figure;                               /* report.c */
ctl_run ctl_events;                                           /* events.c */
ctl_run ctl_status, ctl_wait;                                 /* status.c */
ctl_run ctl_verify, ctl_rebuild, ctl_snapshot, ctl_policy, ctl_clock, ctl_journal, ctl_replay; /* platform.c */
ctl_run ctl_what_if;                                          /* what_if.c */
ctl_run ctl_play;                                             /* play.c */

/* A command of the contract: argv[0] is the group, argv[1] the command. (command.c) */
int ctl_contract_command(struct ctl *c, int argc, char **argv);
/* Whether the contract has commands in that group. */
bool ctl_contract_group(const char *group);
void ctl_list_groups(void);
/* The tables `rows` can read. */
void ctl_list_tables(void);

#endif
