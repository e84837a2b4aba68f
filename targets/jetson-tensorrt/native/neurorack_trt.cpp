// One source for TensorRT 8.2 to 11; all differences between the versions are in one section below.
#include "neurorack_trt.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>
#include <cuda_runtime_api.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <vector>

#define TRT_AT_LEAST(major, minor) (NV_TENSORRT_MAJOR > (major) || (NV_TENSORRT_MAJOR == (major) && NV_TENSORRT_MINOR >= (minor)))
#define TRT_HAS_NAMED_TENSORS TRT_AT_LEAST(8, 5)
#define TRT_HAS_MEMORY_POOLS TRT_AT_LEAST(8, 4)
#define TRT_HAS_PROGRESS (NV_TENSORRT_MAJOR >= 10)
#define TRT_HAS_FP16_FLAG (NV_TENSORRT_MAJOR < 11)

namespace {

using namespace nvinfer1;

constexpr size_t kAlignment = 256; // the alignment of cudaMalloc

struct Failure {
  int code;
  std::string text;
};

void put(char *into, int size, const std::string &text) {
  if (into != nullptr && size > 0) snprintf(into, static_cast<size_t>(size), "%s", text.c_str());
}

bool isMemory(const std::string &text) {
  for (const char *sign : {"out of memory", "OutOfMemory", "OUT_OF_MEMORY", "insufficient memory"})
    if (text.find(sign) != std::string::npos) return true;
  return false;
}

void check(cudaError_t status, const char *what) {
  if (status == cudaSuccess) return;
  const bool isAbsent = status == cudaErrorNoDevice || status == cudaErrorInsufficientDriver;
  throw Failure{isAbsent ? TRT_NO_DEVICE : status == cudaErrorMemoryAllocation ? TRT_OUT_OF_MEMORY : TRT_DEVICE_FAULT,
                std::string(what) + ": " + cudaGetErrorString(status)};
}

// Runs `act` and converts any exception to a code and a text.
template <typename Act> int guarded(std::string &text, Act act) noexcept {
  try {
    act();
    return TRT_OK;
  } catch (const Failure &failure) {
    text = failure.text;
    return failure.code;
  } catch (const std::bad_alloc &) {
    text = "out of memory";
    return TRT_OUT_OF_MEMORY;
  } catch (const std::exception &error) {
    text = error.what();
    return TRT_INTERNAL;
  } catch (...) {
    text = "an unknown exception";
    return TRT_INTERNAL;
  }
}

// Keeps the first error since `clear`: later ones are its consequences. TensorRT keeps using the first logger of a process, so there is
// only one, never deleted; with concurrent builds and openings, one may report the other's error.
class Logger : public ILogger {
public:
  void log(Severity severity, const char *message) noexcept override {
    if (severity > Severity::kERROR || message == nullptr) return;
    try {
      std::lock_guard<std::mutex> hold(lock_);
      if (first_.empty()) first_ = message;
      hasMemory_ = hasMemory_ || isMemory(message);
    } catch (...) { // losing a text is no reason to fail
    }
  }
  void clear() {
    std::lock_guard<std::mutex> hold(lock_);
    first_.clear();
    hasMemory_ = false;
  }
  Failure failure(int code, const std::string &otherwise) {
    std::lock_guard<std::mutex> hold(lock_);
    return {hasMemory_ ? static_cast<int>(TRT_OUT_OF_MEMORY) : code, first_.empty() ? otherwise : first_};
  }

private:
  std::mutex lock_;
  std::string first_;
  bool hasMemory_ = false;
};

Logger &logger() {
  static Logger *one = new Logger;
  return *one;
}

struct Progress {
  std::atomic<int32_t> done{0};
  std::atomic<int32_t> total{0};
  std::atomic<bool> isCancelled{false};
  std::mutex lock;
  std::string phase;

  void name(const char *text) noexcept {
    try {
      std::lock_guard<std::mutex> hold(lock);
      phase = text;
    } catch (...) {
    }
  }
};

#if TRT_HAS_PROGRESS
// Sums the steps of all phases: the total grows when an inner phase starts.
class Monitor : public IProgressMonitor {
public:
  explicit Monitor(Progress &progress) : progress_(progress) {}
  void phaseStart(const char *phase, const char *, int32_t steps) noexcept override {
    progress_.total += steps;
    progress_.name(phase);
  }
  bool stepComplete(const char *, int32_t) noexcept override {
    progress_.done++;
    return !progress_.isCancelled;
  }
  void phaseFinish(const char *) noexcept override {}

private:
  Progress &progress_;
};
#endif

// ---- differences between versions ---------------------------------------------------------------------------------

// Objects are deleted: destroy() is deprecated since 8.0 and missing from 10 on.

uint32_t networkFlags() {
#if NV_TENSORRT_MAJOR < 10
  return 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
#else
  return 0; // batches are explicit, and from 11 on types are strong, without a flag
#endif
}

void configure(IBuilderConfig &config, bool allowFp16, uint64_t workspaceBytes) {
#if TRT_HAS_MEMORY_POOLS
  config.setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, workspaceBytes);
#else
  config.setMaxWorkspaceSize(workspaceBytes);
#endif
#if TRT_HAS_FP16_FLAG
  if (allowFp16) config.setFlag(BuilderFlag::kFP16);
#else
  (void)allowFp16; // the ONNX file has the types
#endif
}

struct IoTensor {
  std::string name;
  bool isInput;
  DataType type;
  Dims shape;
};

std::vector<IoTensor> tensorsOf(const ICudaEngine &engine) {
  std::vector<IoTensor> found;
#if TRT_HAS_NAMED_TENSORS
  for (int32_t i = 0; i < engine.getNbIOTensors(); i++) {
    const char *name = engine.getIOTensorName(i);
    found.push_back({name, engine.getTensorIOMode(name) == TensorIOMode::kINPUT, engine.getTensorDataType(name),
                     engine.getTensorShape(name)});
  }
#else
  for (int32_t i = 0; i < engine.getNbBindings(); i++)
    found.push_back({engine.getBindingName(i), engine.bindingIsInput(i), engine.getBindingDataType(i),
                     engine.getBindingDimensions(i)});
#endif
  return found;
}

// Sets the tensors' addresses, in the order of `tensorsOf`; once, as they never move.
void bindTensors(IExecutionContext &context, const std::vector<IoTensor> &tensors, const std::vector<void *> &addresses) {
#if TRT_HAS_NAMED_TENSORS
  for (size_t i = 0; i < tensors.size(); i++)
    if (!context.setTensorAddress(tensors[i].name.c_str(), addresses[i]))
      throw Failure{TRT_BAD_PLAN, "setTensorAddress refused " + tensors[i].name};
#else
  (void)context, (void)tensors, (void)addresses;
#endif
}

bool enqueue(IExecutionContext &context, std::vector<void *> &addresses, cudaStream_t stream) {
#if TRT_HAS_NAMED_TENSORS
  (void)addresses;
  return context.enqueueV3(stream);
#else
  return context.enqueueV2(addresses.data(), stream, nullptr);
#endif
}

// --------------------------------------------------------------------------------------------------------------------

void needDevice() {
  int count = 0;
  // An inaccessible driver reports one of several errors.
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) throw Failure{TRT_NO_DEVICE, std::string("cudaGetDeviceCount: ") + cudaGetErrorString(status)};
  if (count == 0) throw Failure{TRT_NO_DEVICE, "CUDA finds no GPU"};
}

// Host and device memory of all inputs or all outputs: one copy transfers them.
struct Side {
  void *host = nullptr;
  void *device = nullptr;
  size_t bytes = 0;
};

} // namespace

struct trt_build {
  Progress progress;
  std::unique_ptr<IHostMemory> plan;
  std::string error;
};

struct trt_session {
  // In the order of creation; deleted in reverse order.
  std::unique_ptr<IRuntime> runtime;
  std::unique_ptr<ICudaEngine> engine;
  std::unique_ptr<IExecutionContext> context;
  cudaStream_t stream = nullptr;
  Side sides[2];
  std::vector<IoTensor> tensors;
  std::vector<trt_tensor_info> infos;
  std::vector<void *> addresses;
  std::string error;
  bool isBroken = false;
  bool isHung = false;

  ~trt_session() {
    context.reset();
    for (Side &side : sides) {
      if (side.device != nullptr) cudaFree(side.device);
      if (side.host != nullptr) cudaFreeHost(side.host);
    }
    if (stream != nullptr) cudaStreamDestroy(stream);
  }
};

namespace {

void layOut(trt_session &session) {
  session.tensors = tensorsOf(*session.engine);
  for (const IoTensor &tensor : session.tensors) {
    trt_tensor_info info{};
    if (tensor.name.size() >= sizeof info.name) throw Failure{TRT_BAD_PLAN, "a tensor's name is too long: " + tensor.name};
    memcpy(info.name, tensor.name.c_str(), tensor.name.size());
    info.is_input = tensor.isInput;
    info.is_float32 = tensor.type == DataType::kFLOAT;
    if (!info.is_float32) throw Failure{TRT_BAD_MODEL, tensor.name + " is no tensor of float32"};
    info.rank = tensor.shape.nbDims;
    if (info.rank < 0 || info.rank > 8) throw Failure{TRT_BAD_PLAN, tensor.name + " has no fixed shape"};
    info.bytes = sizeof(float);
    for (int32_t i = 0; i < info.rank; i++) {
      info.shape[i] = tensor.shape.d[i];
      if (info.shape[i] < 1 || info.shape[i] > (1 << 24) || info.bytes > (1ULL << 30))
        throw Failure{TRT_BAD_MODEL, tensor.name + " has no fixed shape, or is too large"};
      info.bytes *= static_cast<uint64_t>(info.shape[i]);
    }
    Side &side = session.sides[tensor.isInput ? 0 : 1];
    info.offset = side.bytes;
    side.bytes += (info.bytes + kAlignment - 1) / kAlignment * kAlignment;
    session.infos.push_back(info);
  }
}

void allocate(trt_session &session) {
  for (Side &side : session.sides) {
    if (side.bytes == 0) continue;
    check(cudaHostAlloc(&side.host, side.bytes, cudaHostAllocDefault), "cudaHostAlloc");
    memset(side.host, 0, side.bytes);
    check(cudaMalloc(&side.device, side.bytes), "cudaMalloc");
  }
  for (const trt_tensor_info &info : session.infos)
    session.addresses.push_back(static_cast<char *>(session.sides[info.is_input ? 0 : 1].device) + info.offset);
}

// Polls the stream until it is done: without pauses at first, as a run takes a fraction of a ms, then with pauses.
void await(trt_session &session, uint32_t timeoutUs) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  for (;;) {
    const cudaError_t status = cudaStreamQuery(session.stream);
    if (status == cudaSuccess) return;
    if (status != cudaErrorNotReady) check(status, "the run");
    const auto elapsed = Clock::now() - began;
    if (elapsed > std::chrono::microseconds(timeoutUs)) {
      session.isHung = true;
      throw Failure{TRT_TIMEOUT, "the GPU has not answered for " + std::to_string(timeoutUs) + " us"};
    }
    if (elapsed > std::chrono::milliseconds(1)) std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

void buildPlan(trt_build &build, const char *onnx, bool allowFp16, uint64_t workspaceBytes) {
  needDevice();
  logger().clear();
  std::unique_ptr<IBuilder> builder(createInferBuilder(logger()));
  if (!builder) throw logger().failure(TRT_BUILD_FAILED, "TensorRT makes no builder");
  std::unique_ptr<INetworkDefinition> network(builder->createNetworkV2(networkFlags()));
  if (!network) throw logger().failure(TRT_BUILD_FAILED, "TensorRT makes no network");
  std::unique_ptr<nvonnxparser::IParser> parser(nvonnxparser::createParser(*network, logger())); // keeps the weights
  if (!parser) throw logger().failure(TRT_BUILD_FAILED, "TensorRT makes no parser");
  build.progress.name("parsing");
  if (!parser->parseFromFile(onnx, static_cast<int>(ILogger::Severity::kERROR))) {
    std::string why = "the parser gives no reason";
    if (parser->getNbErrors() > 0) why = parser->getError(0)->desc();
    throw Failure{TRT_BAD_MODEL, why};
  }
  std::unique_ptr<IBuilderConfig> config(builder->createBuilderConfig());
  if (!config) throw logger().failure(TRT_BUILD_FAILED, "TensorRT makes no configuration");
  configure(*config, allowFp16, workspaceBytes);
#if TRT_HAS_PROGRESS
  Monitor monitor(build.progress);
  config->setProgressMonitor(&monitor);
#endif
  build.progress.name("building");
  build.plan.reset(builder->buildSerializedNetwork(*network, *config));
  if (build.progress.isCancelled) {
    build.plan.reset();
    throw Failure{TRT_CANCELLED, "the build was cancelled"};
  }
  if (!build.plan) throw logger().failure(TRT_BUILD_FAILED, "TensorRT builds no engine and gives no reason");
}

} // namespace

extern "C" {

void trt_versions(int32_t versions[5]) {
  versions[0] = TRT_INTERFACE;
  versions[1] = NV_TENSORRT_MAJOR;
  versions[2] = NV_TENSORRT_MINOR;
  versions[3] = NV_TENSORRT_PATCH;
  versions[4] = getInferLibVersion();
}

int trt_device(char *name, int size, int32_t traits[3], char *error, int error_size) {
  std::string text;
  const int code = guarded(text, [&] {
    needDevice();
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, 0), "cudaGetDeviceProperties");
    put(name, size, properties.name);
    traits[0] = properties.major;
    traits[1] = properties.minor;
    traits[2] = properties.multiProcessorCount;
  });
  put(error, error_size, text);
  return code;
}

trt_build *trt_build_new(void) { return new (std::nothrow) trt_build; }

int trt_build_run(trt_build *build, const char *onnx, int allow_fp16, uint64_t workspace_bytes) {
  if (build == nullptr || onnx == nullptr) return TRT_BAD_ARGUMENT;
  return guarded(build->error, [&] { buildPlan(*build, onnx, allow_fp16 != 0, workspace_bytes); });
}

void trt_build_progress(trt_build *build, int32_t steps[2], char *phase, int size) {
  steps[0] = build->progress.done;
  steps[1] = build->progress.total;
  std::lock_guard<std::mutex> hold(build->progress.lock);
  put(phase, size, build->progress.phase);
}

void trt_build_cancel(trt_build *build) { build->progress.isCancelled = true; }
void trt_build_error(trt_build *build, char *error, int size) { put(error, size, build->error); }
uint64_t trt_build_size(trt_build *build) { return build->plan ? build->plan->size() : 0; }

int trt_build_copy(trt_build *build, void *plan, uint64_t bytes) {
  if (!build->plan || plan == nullptr || bytes != build->plan->size()) return TRT_BAD_ARGUMENT;
  memcpy(plan, build->plan->data(), bytes);
  return TRT_OK;
}

void trt_build_delete(trt_build *build) { delete build; }

int trt_open(const void *plan, uint64_t bytes, trt_session **session, char *error, int size) {
  if (session == nullptr) return TRT_BAD_ARGUMENT;
  *session = nullptr;
  std::string text;
  const int code = guarded(text, [&] {
    if (plan == nullptr || bytes == 0) throw Failure{TRT_BAD_PLAN, "the plan is empty"};
    needDevice();
    logger().clear();
    std::unique_ptr<trt_session> made(new trt_session);
    made->runtime.reset(createInferRuntime(logger()));
    if (!made->runtime) throw logger().failure(TRT_DEVICE_FAULT, "TensorRT makes no runtime");
    made->engine.reset(made->runtime->deserializeCudaEngine(plan, bytes));
    if (!made->engine) throw logger().failure(TRT_BAD_PLAN, "TensorRT does not take the plan");
    made->context.reset(made->engine->createExecutionContext());
    if (!made->context) throw logger().failure(TRT_OUT_OF_MEMORY, "TensorRT makes no execution context");
    check(cudaStreamCreateWithFlags(&made->stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
    layOut(*made);
    allocate(*made);
    bindTensors(*made->context, made->tensors, made->addresses);
    *session = made.release();
  });
  put(error, size, text);
  return code;
}

int trt_tensor_count(trt_session *session) { return static_cast<int>(session->infos.size()); }

int trt_tensor(trt_session *session, int index, trt_tensor_info *info) {
  if (index < 0 || index >= trt_tensor_count(session)) return TRT_BAD_ARGUMENT;
  *info = session->infos[static_cast<size_t>(index)];
  return TRT_OK;
}

void *trt_memory(trt_session *session, int side, uint64_t *bytes) {
  const Side &found = session->sides[side == 0 ? 0 : 1];
  *bytes = found.bytes;
  return found.host;
}

int trt_run(trt_session *session, uint32_t timeout_us) {
  if (session->isBroken) return TRT_DEVICE_FAULT;
  const int code = guarded(session->error, [&] {
    Side &in = session->sides[0], &out = session->sides[1];
    if (in.bytes > 0)
      check(cudaMemcpyAsync(in.device, in.host, in.bytes, cudaMemcpyHostToDevice, session->stream), "the copy in");
    if (!enqueue(*session->context, session->addresses, session->stream))
      throw logger().failure(TRT_DEVICE_FAULT, "TensorRT does not take the run");
    check(cudaMemcpyAsync(out.host, out.device, out.bytes, cudaMemcpyDeviceToHost, session->stream), "the copy out");
    await(*session, timeout_us);
  });
  session->isBroken = code != TRT_OK;
  return code;
}

void trt_error(trt_session *session, char *error, int size) { put(error, size, session->error); }

int trt_close(trt_session *session) {
  if (session == nullptr) return TRT_OK;
  // A copy of a failed run may still be in progress. After a timeout of the run, do not wait again.
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(session->isHung ? 0 : 500);
  while (session->isBroken && cudaStreamQuery(session->stream) == cudaErrorNotReady) {
    if (std::chrono::steady_clock::now() >= until) return TRT_TIMEOUT;
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  delete session;
  return TRT_OK;
}

} // extern "C"
