#include <string.h>
int decide(const char *a);
int decide(const char *a) { return strcmp(a, "x"); }
