#include <time.h>
long decide(void);
long decide(void) { return (long)time(0); }
