// A TensorRT that builds, serialises and runs the leaky sum of src/contracts/fakes/leaky-sum.ts, and checks the order of calls.
#include "NvInfer.h"
#include "network.h"
#include "ledger.h"

#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#ifdef FAKE_OVERRUN
constexpr int kOverrun = 65; // past the padding of the last tensor
#else
constexpr int kOverrun = 0;
#endif

namespace nvinfer1 {
namespace {

std::string header() {
  cudaDeviceProp gpu;
  cudaGetDeviceProperties(&gpu, 0);
  return "plan " + std::to_string(FAKE_MAJOR) + "." + std::to_string(FAKE_MINOR) + " " + std::to_string(gpu.major) + "." +
         std::to_string(gpu.minor) + "\n";
}

struct Memory final : IHostMemory {
  std::string bytes;
  explicit Memory(std::string all) : bytes(std::move(all)) { enlist(this, "plan"); }
  ~Memory() noexcept override { delist(this, "plan"); }
  void *data() const noexcept override { return const_cast<char *>(bytes.data()); }
  size_t size() const noexcept override { return bytes.size(); }
};

struct Config final : IBuilderConfig {
  size_t workspace = 0;
  bool isHalf = false;
  Config() { enlist(this, "configuration"); }
  ~Config() noexcept override { delist(this, "configuration"); }
#if FAKE_MAJOR < 11
  void setFlag(BuilderFlag flag) noexcept override { isHalf = isHalf || flag == BuilderFlag::kFP16; }
#else
  void setFlag(BuilderFlag) noexcept override {}
#endif
#if FAKE_AT_LEAST(8, 4)
  void setMemoryPoolLimit(MemoryPoolType, size_t bytes) noexcept override { workspace = bytes; }
#else
  void setMaxWorkspaceSize(size_t bytes) noexcept override { workspace = bytes; }
#endif
#if FAKE_MAJOR >= 10
  IProgressMonitor *monitor = nullptr;
  void setProgressMonitor(IProgressMonitor *given) noexcept override { monitor = given; }
#endif
};

struct Builder final : IBuilder {
  ILogger &logger;
  explicit Builder(ILogger &given) : logger(given) { enlist(this, "builder"); }
  ~Builder() noexcept override {
    if (countOf("network") > 0 || countOf("configuration") > 0) misuse("a builder is deleted before its objects");
    delist(this, "builder");
  }
  INetworkDefinition *createNetworkV2(NetworkDefinitionCreationFlags flags) noexcept override {
    if (fails("createNetworkV2")) return nullptr;
    const NetworkDefinitionCreationFlags wanted = FAKE_MAJOR < 10 ? 1 : 0;
    if (flags != wanted) misuse("createNetworkV2: flags " + std::to_string(flags));
    return new Network;
  }
  IBuilderConfig *createBuilderConfig() noexcept override { return fails("createBuilderConfig") ? nullptr : new Config; }
  IHostMemory *buildSerializedNetwork(INetworkDefinition &given, IBuilderConfig &with) noexcept override {
    auto &network = static_cast<Network &>(given);
    auto &config = static_cast<Config &>(with);
    if (!known(&network, "network", "build") || !known(&config, "configuration", "build")) return nullptr;
    if (countOf("parser") == 0) misuse("build: the parser, which holds the weights, is gone");
    if (config.workspace == 0) misuse("build: no workspace was allowed");
    while (fails("slow")) std::this_thread::sleep_for(std::chrono::hours(1));
#if FAKE_MAJOR >= 10
    if (config.monitor != nullptr) {
      config.monitor->phaseStart("Building Engine", nullptr, 4);
      for (int step = 0; step < 4; step++)
        if (!config.monitor->stepComplete("Building Engine", step)) return nullptr;
      config.monitor->phaseFinish("Building Engine");
    }
#endif
    if (fails("buildSerializedNetwork")) {
      logger.log(ILogger::Severity::kERROR, "could not find any implementation for node Conv_1");
      return nullptr;
    }
    if (fails("memory")) {
      logger.log(ILogger::Severity::kERROR, "[defaultAllocator.cpp::allocate::20] Error Code 1: Cuda Runtime (out of memory)");
      return nullptr;
    }
    return new Memory(header() + (config.isHalf ? "fp16\n" : "fp32\n") + network.text);
  }
};

struct Context final : IExecutionContext {
  const Graph &graph;
  std::vector<void *> addresses;
  explicit Context(const Graph &given) : graph(given), addresses(given.tensors.size()) { enlist(this, "context"); }
  ~Context() noexcept override { delist(this, "context"); }

  bool submitRun(cudaStream_t stream) {
    if (!known(this, "context", "enqueue") || fails("enqueue")) return false;
    for (size_t i = 0; i < addresses.size(); i++)
      if (!holds(addresses[i], graph.tensors[i].count() * sizeof(float), "device")) {
        misuse("enqueue: " + graph.tensors[i].name + " is not in device memory");
        return false;
      }
    const std::vector<void *> now = addresses;
    const Graph *what = &graph;
    return submit(stream, [what, now] { what->compute(now, kOverrun); });
  }
#if FAKE_AT_LEAST(8, 5)
  bool setTensorAddress(const char *name, void *data) noexcept override {
    const int index = graph.indexOf(name);
    if (index < 0 || fails("setTensorAddress")) return false;
    addresses[static_cast<size_t>(index)] = data;
    return true;
  }
  bool enqueueV3(cudaStream_t stream) noexcept override { return submitRun(stream); }
#endif
#if FAKE_MAJOR < 10
  bool enqueueV2(void *const *bindings, cudaStream_t stream, cudaEvent_t *) noexcept override {
    addresses.assign(bindings, bindings + graph.tensors.size());
    return submitRun(stream);
  }
#endif
};

struct Engine final : ICudaEngine {
  Graph graph;
  explicit Engine(Graph given) : graph(std::move(given)) { enlist(this, "engine"); }
  ~Engine() noexcept override {
    if (countOf("context") >= countOf("engine")) misuse("an engine is deleted before its context");
    delist(this, "engine");
  }
  IExecutionContext *createExecutionContext() noexcept override {
    return fails("createExecutionContext") ? nullptr : new Context(graph);
  }
  Dims dims(const Tensor &tensor) const {
    Dims shape{};
    shape.nbDims = static_cast<int32_t>(tensor.shape.size());
    for (size_t i = 0; i < tensor.shape.size(); i++) shape.d[i] = static_cast<int32_t>(tensor.shape[i]);
    return shape;
  }
  DataType type(const Tensor &tensor) const { return tensor.isHalf ? DataType::kHALF : DataType::kFLOAT; }
  const Tensor &named(const char *name) const { return graph.tensors[static_cast<size_t>(graph.indexOf(name))]; }
  const Tensor &nth(int32_t index) const { return graph.tensors[static_cast<size_t>(index)]; }
#if FAKE_AT_LEAST(8, 5)
  int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(graph.tensors.size()); }
  const char *getIOTensorName(int32_t index) const noexcept override { return nth(index).name.c_str(); }
  TensorIOMode getTensorIOMode(const char *name) const noexcept override {
    return named(name).isInput ? TensorIOMode::kINPUT : TensorIOMode::kOUTPUT;
  }
  Dims getTensorShape(const char *name) const noexcept override { return dims(named(name)); }
  DataType getTensorDataType(const char *name) const noexcept override { return type(named(name)); }
#endif
#if FAKE_MAJOR < 10
  int32_t getNbBindings() const noexcept override { return static_cast<int32_t>(graph.tensors.size()); }
  const char *getBindingName(int32_t index) const noexcept override { return nth(index).name.c_str(); }
  bool bindingIsInput(int32_t index) const noexcept override { return nth(index).isInput; }
  Dims getBindingDimensions(int32_t index) const noexcept override { return dims(nth(index)); }
  DataType getBindingDataType(int32_t index) const noexcept override { return type(nth(index)); }
#endif
};

struct Runtime final : IRuntime {
  ILogger &logger;
  explicit Runtime(ILogger &given) : logger(given) { enlist(this, "runtime"); }
  ~Runtime() noexcept override {
    if (countOf("engine") >= countOf("runtime")) misuse("a runtime is deleted before its engine");
    delist(this, "runtime");
  }
  ICudaEngine *deserializeCudaEngine(const void *blob, size_t size) noexcept override {
    const std::string all(static_cast<const char *>(blob), size);
    if (fails("deserializeCudaEngine") || all.rfind(header(), 0) != 0) {
      logger.log(ILogger::Severity::kERROR, "The engine plan file is generated on an incompatible device or version");
      return nullptr;
    }
    Graph graph;
    if (!graph.parse(all.substr(header().size() + 5), all.compare(header().size(), 4, "fp16") == 0)) return nullptr;
    return new Engine(std::move(graph));
  }
};

} // namespace

IBuilder *createInferBuilder(ILogger &logger) noexcept { return fails("createInferBuilder") ? nullptr : new Builder(logger); }
IRuntime *createInferRuntime(ILogger &logger) noexcept { return fails("createInferRuntime") ? nullptr : new Runtime(logger); }

} // namespace nvinfer1

extern "C" int32_t getInferLibVersion() noexcept {
  const int reported = reportedVersion();
  return reported != 0 ? reported : FAKE_MAJOR * (FAKE_MAJOR < 10 ? 1000 : 10000) + FAKE_MINOR * 100 + 1;
}
