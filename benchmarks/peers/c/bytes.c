/* A recv(2) loop: for each port on standard input, receives until the sender is done and prints how many bytes came. */
#include "receive.h"

int main(void) {
    static char buffer[65536];
    int port;
    while (scanf("%d", &port) == 1) {
        int fd = connect_to(port);
        long bytes = 0;
        ssize_t count;
        while ((count = recv(fd, buffer, sizeof buffer, 0)) > 0)
            bytes += count;
        if (count < 0) die("recv");
        close(fd);
        printf("%ld\n", bytes);
        fflush(stdout);
    }
    return 0;
}
