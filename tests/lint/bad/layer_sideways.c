#include "welfare/talks.h"
