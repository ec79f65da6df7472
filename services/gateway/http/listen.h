/* Listening sockets from addresses like "127.0.0.1:8080" or "[::]:8080" (numeric only), and peers as text. */
#ifndef DANDANG_GATEWAY_HTTP_LISTEN_H
#define DANDANG_GATEWAY_HTTP_LISTEN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"

enum err listen_open(const char *address, int *fd, struct fault *f);
uint16_t listen_port(int fd);
/* An IPv4 address mapped into IPv6 is written as IPv4, so that one host is one text. */
void listen_peer_text(const struct sockaddr_storage *address, char *out, size_t size);

#endif
