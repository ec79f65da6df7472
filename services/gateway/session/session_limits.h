/* Limits of accounts and sessions. All times run on the monotonic clock. */
#ifndef DANDANG_GATEWAY_SESSION_LIMITS_H
#define DANDANG_GATEWAY_SESSION_LIMITS_H

#define SESSION_IDLE_MS (30 * 60 * 1000)          /* ends after so long without a request */
#define SESSION_ABSOLUTE_MS (12 * 60 * 60 * 1000) /* ends then in any case */
#define SESSIONS_PER_ACCOUNT_MAX 5                /* one more ends the one unused longest */
#define SESSIONS_MAX 16384                        /* likewise */

#define LOGIN_FAILURES_MAX 5                      /* of one name from one address: others must not lock its owner out */
#define LOGIN_FAILURES_NAME_MAX 200               /* of one name from anywhere */
#define LOGINS_PER_ADDRESS_MAX 4                  /* at work or waiting at once; past it 503: they must not fill the queue */
#define LOGIN_LOCK_MS (10 * 60 * 1000)
#define LOGIN_LOCK_ENTRIES 8192                   /* names with failures that are remembered */

#define PASSWORD_BYTES_MIN 10
#define PASSWORD_BYTES_MAX 128
#define PASSWORD_KINDS_MIN 2                      /* of lower case, upper case, digit, other */
#define PASSWORD_JOBS_MAX 2                       /* hashes at work at once, 64 MiB each */
#define PASSWORD_QUEUE_MAX 64                     /* waiting; past it 503 */
#define PASSWORD_HASH_SIZE 128
#define PASSWORD_SECRET_SIZE 32                   /* what salts are made with */

/* Brakes against loops and guessing, not quotas: a person's browser and a busy import stay far below. */
#define RATE_ENTRIES 8192                         /* addresses or accounts remembered at once */
#define RATE_ADDRESS_PER_S 2000
#define RATE_ADDRESS_BURST 10000
#define RATE_ACCOUNT_PER_S 1000
#define RATE_ACCOUNT_BURST 5000
#define RATE_LOGIN_PER_S 1                        /* logins of one address */
#define RATE_LOGIN_BURST 60

#define BOOTSTRAP_ACCOUNTS_MAX 1000
#define BOOTSTRAP_BYTES_MAX (1u << 20)

#endif
