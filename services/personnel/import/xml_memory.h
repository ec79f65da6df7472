/* Did libxml2 get all the memory it asked for? Some of its calls go on without, with a shorter text. One thread. */
#ifndef DANDANG_PERSONNEL_XML_MEMORY_H
#define DANDANG_PERSONNEL_XML_MEMORY_H

#include <stdbool.h>

void xml_memory_watch(void);           /* from here on; it prints nothing either */
bool xml_memory_was_short(void);       /* nothing libxml2 read or wrote since is to be believed */

#endif
