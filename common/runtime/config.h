/* Configuration of a daemon: one file per site (deploy/config/), environment over file, flag over environment. An unknown
 * key or a value out of range is fatal and says so. */
#ifndef DANDANG_RUNTIME_CONFIG_H
#define DANDANG_RUNTIME_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define CONFIG_PATH_MAX 256
#define CONFIG_UPSTREAMS_MAX 16
#define CONFIG_SERVICES 7
#define CONFIG_PROXIES_MAX 8

struct config_upstream {
	char site[17];
	char address[128];        /* of that site's gateway stream, e.g. tcp://10.0.0.4:7111 */
};
struct config {
	char site[17];                       /* [site] code: GB/T 2260 */
	char name[64];                       /* [site] name */
	char data[CONFIG_PATH_MAX];          /* [site] data */
	char keys[CONFIG_PATH_MAX];          /* [site] keys; default <data>/keys */
	bool simulated_clock;                /* [site] clock = real | simulated */
	char bind[64];                       /* [net] bind: address the sockets listen on */
	int base_port;                       /* [net] base_port: two ports a service */
	int http_port;                       /* [net] http_port */
	char http_bind[64];                  /* [net] http_bind */
	bool http_secure;                    /* [net] http_secure: behind TLS; cookies get Secure */
	char hosts[CONFIG_SERVICES][64];     /* [hosts] personnel = ..., default: bind */
	struct config_upstream upstreams[CONFIG_UPSTREAMS_MAX]; /* [upstreams] 150404 = tcp://... (gateway only) */
	unsigned upstream_count;
	uint64_t segment_bytes;              /* [journal] segment_mib */
	uint64_t journal_bytes_max;          /* [journal] max_mib; 0: the disk */
	bool journal_trim;                   /* [journal] trim = yes: segments below snapshot and followers go; default no */
	unsigned requests_per_s;             /* [limits] requests_per_s of one address and of one account; 0: the default */
	unsigned connections;                /* [limits] connections over HTTP; 0: the default, as for the two below */
	unsigned connections_per_address;    /* [limits] connections_per_address */
	unsigned event_streams;              /* [limits] event_streams open at once */
	char trusted_proxies[CONFIG_PROXIES_MAX][46]; /* [net] trusted_proxies = 10.0.0.2 10.0.0.3: see http.h */
	unsigned trusted_proxy_count;
	unsigned snapshot_minutes;           /* [background] snapshot_minutes; 0: never */
	unsigned shadow_minutes;             /* [background] shadow_minutes; 0: never */
};

/* Names and order of the services of a site; gives their ports. */
extern const char *const config_services[CONFIG_SERVICES];
int config_service_number(const char *service);  /* -1: none */
/* "tcp://host:port" of a service's command or stream socket; out holds 128 bytes. */
void config_address(const struct config *c, const char *service, bool stream, bool listening, char out[128]);

enum err config_load(struct config *c, const char *path, struct fault *f);

#endif
