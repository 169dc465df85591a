/* getline(3) over fdopen(3): for each port on standard input, prints how many lines came and the sum of their lengths. */
#define _GNU_SOURCE
#include "receive.h"

int main(void) {
    static char buffer[65536];
    char *line = NULL;
    size_t capacity = 0;
    int port;
    while (scanf("%d", &port) == 1) {
        FILE *input = fdopen(connect_to(port), "r");
        if (!input) die("fdopen");
        setvbuf(input, buffer, _IOFBF, sizeof buffer);
        long lines = 0, length = 0;
        ssize_t count;
        while ((count = getline(&line, &capacity, input)) > 0) {
            if (line[count - 1] == '\n')
                line[--count] = '\0';
            lines++;
            length += count;
        }
        if (ferror(input)) die("getline");
        fclose(input);
        printf("%ld %ld\n", lines, length);
        fflush(stdout);
    }
    free(line);
    return 0;
}
