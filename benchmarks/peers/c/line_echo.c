/* The limit: sends back what it receives, without a look at the bytes. One thread, epoll(7), level-triggered. Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[65536];

static void check(int result, const char *call)
{
    if (result < 0) {
        perror(call);
        exit(1);
    }
}

static void watch(int set, int descriptor)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = descriptor };
    check(epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

/* Whether the connection is still there. A client that does not read is waited for: this is a limit, not a server. */
static int echo(int client)
{
    ssize_t got = recv(client, buffer, sizeof buffer, 0);
    if (got <= 0)
        return got < 0 && errno == EAGAIN;
    for (ssize_t sent = 0; sent < got;) {
        ssize_t count = send(client, buffer + sent, got - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN)
            return 0;
        sent += count > 0 ? count : 0;
    }
    return 1;
}

int main(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    check(listener, "socket");
    check(bind(listener, (struct sockaddr *)&address, length), "bind");
    check(listen(listener, 4096), "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int set = epoll_create1(0);
    check(set, "epoll_create1");
    watch(set, listener);
    struct epoll_event ready[256];
    for (;;) {
        int count = epoll_wait(set, ready, 256, -1);
        for (int i = 0; i < count; i++) {
            int descriptor = ready[i].data.fd;
            if (descriptor != listener) {
                if (!echo(descriptor))
                    close(descriptor);
                continue;
            }
            int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (client < 0)
                continue;
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            watch(set, client);
        }
    }
}
