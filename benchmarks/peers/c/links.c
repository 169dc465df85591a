/* gumbo_parse: for each file on standard input, prints how many a[href] it has and the sum of their lengths. gumbo builds the tree. */
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) return NULL;
    *size = ftell(file);
    rewind(file);
    char *bytes = malloc(*size);
    if (!bytes || fread(bytes, 1, *size, file) != *size) return NULL;
    fclose(file);
    return bytes;
}

static void count(const GumboNode *node, long *links, long *length) {
    const GumboVector *children;
    if (node->type == GUMBO_NODE_DOCUMENT) {
        children = &node->v.document.children;
    } else if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) {
        children = &node->v.element.children;
        const GumboAttribute *href = node->v.element.tag == GUMBO_TAG_A ? gumbo_get_attribute(&node->v.element.attributes, "href") : NULL;
        if (href) {
            ++*links;
            *length += strlen(href->value);
        }
    } else {
        return;
    }
    for (unsigned int i = 0; i < children->length; i++)
        count(children->data[i], links, length);
}

int main(void) {
    char path[4096];
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        size_t size;
        char *page = read_file(path, &size);
        if (!page) {
            perror(path);
            return 1;
        }
        GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, page, size);
        long links = 0, length = 0;
        count(output->document, &links, &length);
        gumbo_destroy_output(&kGumboDefaultOptions, output);
        free(page);
        printf("%ld %ld\n", links, length);
        fflush(stdout);
    }
    return 0;
}
