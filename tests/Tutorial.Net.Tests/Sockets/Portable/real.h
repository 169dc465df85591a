/*
 * REAL(name): the function that a replacement of the same name stands before. For a program that replaces dlsym itself, which
 * therefore cannot be asked by its own name. Whoever includes it defines _GNU_SOURCE first.
 */
#include <dlfcn.h>
#include <stddef.h>

static void *(*real_dlsym(void))(void *, const char *)
{
    static void *(*found)(void *, const char *);
    static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
    for (unsigned i = 0; found == NULL && i < sizeof versions / sizeof *versions; i++)
        found = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    return found;
}

#define REAL(name) ((__typeof__(&name))real_dlsym()(RTLD_NEXT, #name))
