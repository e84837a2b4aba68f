// What the fake knows of what it has handed out, and the faults it is told to have.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

// Objects: `kind` is a word for people.
void enlist(const void *object, const char *kind, size_t bytes = 0);
// Whether it was there; else a misuse.
bool strike(const void *object, const char *kind);
bool known(const void *object, const char *kind, const char *call);
// Whether bytes lie in one allocation of that kind.
bool holds(const void *at, size_t bytes, const char *kind);
size_t countOf(const char *kind);
void misuse(const std::string &what);
// Counts the call; true when it is told to fail now.
bool fails(const char *call);
// What the library is to say of its version; 0: its own.
int toldVersion();
// Work for a stream: done when somebody waits for it.
bool submit(void *stream, std::function<void()> work);
