/* An epoll(7) loop: for each "PORT CONNECTIONS" on standard input, opens so many connections, sends back what comes on each
   until the other side closes it, and prints how many bytes that was. */
#define _GNU_SOURCE
#include "receive.h"
#include <errno.h>
#include <sys/epoll.h>

static void send_all(int fd, const char *bytes, ssize_t length) {
    while (length > 0) {
        ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);
        if (count < 0) die("send");
        bytes += count;
        length -= count;
    }
}

static long echo(int port, int connections) {
    static char buffer[65536];
    struct epoll_event ready[256];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1");
    for (int i = 0; i < connections; i++) {
        struct epoll_event interest = {.events = EPOLLIN, .data.fd = connect_to(port)};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, interest.data.fd, &interest) < 0) die("epoll_ctl");
    }

    long bytes = 0;
    while (connections > 0) {
        int events = epoll_wait(epoll, ready, 256, -1);
        for (int i = 0; i < events; i++) {
            ssize_t count = recv(ready[i].data.fd, buffer, sizeof buffer, MSG_DONTWAIT);
            if (count > 0) {
                send_all(ready[i].data.fd, buffer, count);
                bytes += count;
            } else if (count == 0) {
                close(ready[i].data.fd);
                connections--;
            } else if (errno != EAGAIN) {
                die("recv");
            }
        }
    }
    close(epoll);
    return bytes;
}

int main(void) {
    int port, connections;
    while (scanf("%d %d", &port, &connections) == 2) {
        printf("%ld\n", echo(port, connections));
        fflush(stdout);
    }
    return 0;
}
