/*
 * Loaded into n8n at rest: glibc gives the pages that it keeps for later back to the system
 * (malloc_trim(3)), as a collection of garbage does for JavaScript. What n8n uses is then left.
 */
#include <malloc.h>

__attribute__((constructor)) static void give_back(void) { malloc_trim(0); }
