// Ledger of the fake's objects in use, and the faults set by tests.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

// Adds an object; `kind` is a name for messages.
void enlist(const void *object, const char *kind, size_t bytes = 0);
// Removes an object; returns false, and records a misuse, if it is not in the ledger.
bool delist(const void *object, const char *kind);
bool known(const void *object, const char *kind, const char *call);
// Whether the bytes lie within one allocation of that kind.
bool holds(const void *at, size_t bytes, const char *kind);
size_t countOf(const char *kind);
void misuse(const std::string &what);
// Counts the call; returns true when a test set it to fail now.
bool fails(const char *call);
// The version to report; 0 for the compiled one.
int reportedVersion();
// Queues work in a stream, which is done when the stream is queried.
bool submit(void *stream, std::function<void()> work);
