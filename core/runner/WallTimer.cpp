#include "core/runner/WallTimer.h"
