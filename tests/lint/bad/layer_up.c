#include "runtime/service.h"
