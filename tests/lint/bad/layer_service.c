#include "training/workflows.h"
