#include "core/engine/EngineClient.h"
