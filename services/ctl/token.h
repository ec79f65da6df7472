/* Session tokens, one file (0600) for each gateway and account below ${XDG_CONFIG_HOME:-$HOME/.config}/dandang/. */
#ifndef DANDANG_CTL_TOKEN_H
#define DANDANG_CTL_TOKEN_H

#include "ctl.h"

/* Sets c->account (when it is "": the one that logged in last at this url) and c->token (when there is one). */
void token_load(struct ctl *c);
/* Keeps the token, and the account as the last one. False with a message on stderr. */
bool token_save(struct ctl *c, const char *token);
void token_forget(struct ctl *c);

#endif
