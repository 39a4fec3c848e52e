#include "core/calendar/CalendarEvent.h"
