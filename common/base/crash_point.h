/* CRASH_POINT("journal.append.written"): a named place at which a test lets the process die as if its plug had been pulled.
 *
 * Nothing at all in a normal build. Compiled with -DDANDANG_CRASH_POINTS, the environment DANDANG_CRASH="name:n" ends the
 * process with SIGKILL at the n-th passing of that place, on whatever thread passes it; DANDANG_CRASH="name:-n" by abort(), as a
 * bug there would. Names are unique; tests/fault reads them off the sources and fails when one was never reached. */
#ifndef DANDANG_BASE_CRASH_POINT_H
#define DANDANG_BASE_CRASH_POINT_H

#ifdef DANDANG_CRASH_POINTS
void crash_point_pass(const char *name);
#define CRASH_POINT(name) crash_point_pass(name)
#else
#define CRASH_POINT(name) ((void)0)
#endif

#endif
