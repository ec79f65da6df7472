#include <string.h>
void f(char *a, const char *b) { strcpy(a, b); }
