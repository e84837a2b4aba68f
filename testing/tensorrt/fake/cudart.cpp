// A CUDA runtime without a GPU: work waits in its stream until the stream is queried, and memory accesses are checked.
#include "cuda_runtime_api.h"
#include "ledger.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

struct CUstream_st {
  std::vector<std::function<void()>> work;
};

namespace {
struct Entry {
  std::string kind;
  size_t bytes;
};
std::recursive_mutex lock;
std::map<const char *, Entry> &entries = *new std::map<const char *, Entry>;
std::map<std::string, int> &calls = *new std::map<std::string, int>;
std::string &lastMisuse = *new std::string;
std::string &faultCall = *new std::string;
int misuses = 0, faultSkip = 0, devices = 1, version = 0, slowMs = 0;
// Set by the environment for a separate process: 87 for 8.7.
int capability = getenv("FAKE_TRT_GPU") != nullptr ? atoi(getenv("FAKE_TRT_GPU")) : 53;
int multiprocessors = 8;
bool isHung = false;
std::chrono::steady_clock::time_point readyAt;
using Hold = std::lock_guard<std::recursive_mutex>;
const char *at(const void *p) { return static_cast<const char *>(p); }
} // namespace

void misuse(const std::string &what) {
  Hold hold(lock);
  misuses++;
  lastMisuse = what;
}
void enlist(const void *object, const char *kind, size_t bytes) {
  Hold hold(lock);
  entries[at(object)] = {kind, bytes};
}
bool known(const void *object, const char *kind, const char *call) {
  Hold hold(lock);
  auto found = entries.find(at(object));
  if (found != entries.end() && found->second.kind == kind) return true;
  misuse(std::string(call) + ": no " + kind + ", or it was released");
  return false;
}
bool delist(const void *object, const char *kind) {
  Hold hold(lock);
  if (!known(object, kind, "release")) return false;
  entries.erase(at(object));
  return true;
}
bool holds(const void *p, size_t bytes, const char *kind) {
  Hold hold(lock);
  auto after = entries.upper_bound(at(p));
  if (after == entries.begin()) return false;
  --after;
  return after->second.kind == kind && at(p) + bytes <= after->first + after->second.bytes;
}
size_t countOf(const char *kind) {
  Hold hold(lock);
  size_t count = 0;
  for (auto &entry : entries) count += entry.second.kind == kind;
  return count;
}
bool fails(const char *call) {
  Hold hold(lock);
  // Set by the environment for a separate process.
  static const char *failing = getenv("FAKE_TRT_FAIL");
  if (failing != nullptr && strcmp(failing, call) == 0) return true;
  calls[call]++;
  if (faultCall != call || faultSkip-- > 0) return false;
  faultCall.clear();
  return true;
}
int reportedVersion() { return version; }
bool submit(void *stream, std::function<void()> work) {
  if (!known(stream, "stream", "submit")) return false;
  static_cast<CUstream_st *>(stream)->work.push_back(std::move(work));
  return true;
}

extern "C" {
const char *cudaGetErrorString(cudaError_t error) {
  switch (error) {
  case cudaErrorMemoryAllocation: return "out of memory";
  case cudaErrorNoDevice: return "no CUDA-capable device is detected";
  case cudaErrorLaunchFailure: return "unspecified launch failure";
  default: return "another CUDA error";
  }
}
cudaError_t cudaGetDeviceCount(int *count) {
  if (fails("cudaGetDeviceCount")) return cudaErrorUnknown;
  *count = devices;
  return devices > 0 ? cudaSuccess : cudaErrorNoDevice;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int device) {
  if (device >= devices) return cudaErrorNoDevice;
  strcpy(properties->name, "Fake Tegra");
  properties->major = capability / 10;
  properties->minor = capability % 10;
  properties->multiProcessorCount = multiprocessors;
  return cudaSuccess;
}
cudaError_t cudaHostAlloc(void **host, size_t bytes, unsigned int) {
  if (fails("cudaHostAlloc")) return cudaErrorMemoryAllocation;
  enlist(*host = malloc(bytes), "pinned", bytes);
  return cudaSuccess;
}
cudaError_t cudaFreeHost(void *host) {
  if (!delist(host, "pinned")) return cudaErrorInvalidValue;
  free(host);
  return cudaSuccess;
}
cudaError_t cudaMalloc(void **device, size_t bytes) {
  if (fails("cudaMalloc")) return cudaErrorMemoryAllocation;
  enlist(*device = malloc(bytes), "device", bytes);
  return cudaSuccess;
}
cudaError_t cudaFree(void *device) {
  if (!delist(device, "device")) return cudaErrorInvalidValue;
  free(device);
  return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  if (fails("cudaMemcpyAsync")) return cudaErrorIllegalAddress;
  const bool isIn = kind == cudaMemcpyHostToDevice;
  if (!holds(isIn ? from : to, bytes, "pinned") || !holds(isIn ? to : from, bytes, "device")) {
    misuse("cudaMemcpyAsync: beyond an allocation, or from the wrong side");
    return cudaErrorIllegalAddress;
  }
  return submit(stream, [=] { memcpy(to, from, bytes); }) ? cudaSuccess : cudaErrorInvalidResourceHandle;
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned int) {
  if (fails("cudaStreamCreateWithFlags")) return cudaErrorMemoryAllocation;
  enlist(*stream = new CUstream_st, "stream");
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (!delist(stream, "stream")) return cudaErrorInvalidResourceHandle;
  if (!stream->work.empty()) misuse("a stream is destroyed, and memory released, while work waits in it");
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  if (!known(stream, "stream", "cudaStreamQuery")) return cudaErrorInvalidResourceHandle;
  if (slowMs > 0) {
    readyAt = std::chrono::steady_clock::now() + std::chrono::milliseconds(slowMs);
    slowMs = 0;
  }
  if (isHung || std::chrono::steady_clock::now() < readyAt) return cudaErrorNotReady;
  if (fails("cudaStreamQuery")) return cudaErrorLaunchFailure;
  for (auto &work : stream->work) work();
  stream->work.clear();
  return cudaSuccess;
}

// Interface for the tests.
int fake_live() { return static_cast<int>(entries.size()); }
int fake_misuses(char *text, int size) {
  Hold hold(lock);
  strncpy(text, lastMisuse.c_str(), static_cast<size_t>(size) - 1);
  text[size - 1] = 0;
  const int found = misuses;
  misuses = 0;
  lastMisuse.clear();
  return found;
}
int fake_called(const char *call) { return calls[call]; }
void fake_fail(const char *call, int skip) {
  Hold hold(lock);
  faultCall = call;
  faultSkip = skip;
}
void fake_gpu(int count, int newCapability, int newMultiprocessors) {
  devices = count;
  capability = newCapability;
  multiprocessors = newMultiprocessors;
}
// Makes the GPU hang, or ends that.
void fake_hang(int on) { isHung = on != 0; }
// Sets the duration of the next run.
void fake_slow(int ms) { slowMs = ms; }
// Sets the reported version; 0 for the compiled one.
void fake_version(int reported) { version = reported; }
// Clears the ledger, for objects left to a hanging GPU.
void fake_forget() {
  Hold hold(lock);
  entries.clear();
}
}
