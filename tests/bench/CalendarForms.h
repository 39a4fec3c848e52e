#pragma once

class SystemdLibrary;

/// The forms one by one: parse, to text and next, ours beside systemd's (which may be nullptr), in two zones.
void runForms(const SystemdLibrary* systemd);
