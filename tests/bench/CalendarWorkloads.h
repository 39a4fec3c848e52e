#pragma once

/// What the window and the command line ask for: previews, heat maps, counts and batches of lines.
void runWorkloads();
