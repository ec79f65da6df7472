/* A table of text on standard output, columns aligned by how wide characters stand on a terminal. */
#ifndef DANDANG_CTL_TABLE_H
#define DANDANG_CTL_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS_MAX 12

/* cells: rows * columns texts, row by row; the last column is not padded. */
void table_print(const char *const *cells, size_t rows, size_t columns);
/* Columns the text takes on a terminal: East Asian wide characters take two. */
size_t table_width(const char *text);

#endif
