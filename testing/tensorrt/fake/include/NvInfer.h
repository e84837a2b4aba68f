// The part of TensorRT's C++ interface that the shim calls, as declared by each release: calls that a release lacks do not compile.
// Written from the API references of 8.2, 8.6, 10 and 11; ci/tensorrt/headers.sh compiles the shim with NVIDIA's own headers.
#pragma once
#include "NvInferVersion.h"
#include "cuda_runtime_api.h"
#include <cstddef>
#include <cstdint>

#define FAKE_AT_LEAST(major, minor) (FAKE_MAJOR > (major) || (FAKE_MAJOR == (major) && FAKE_MINOR >= (minor)))

namespace nvinfer1 {

enum class DataType : int32_t { kFLOAT = 0, kHALF = 1, kINT8 = 2, kINT32 = 3 };

#if FAKE_MAJOR >= 10
class Dims64 {
public:
  int32_t nbDims;
  int64_t d[8];
};
using Dims = Dims64;
#else
class Dims32 {
public:
  int32_t nbDims;
  int32_t d[8];
};
using Dims = Dims32;
#endif

class ILogger {
public:
  enum class Severity : int32_t { kINTERNAL_ERROR = 0, kERROR = 1, kWARNING = 2, kINFO = 3, kVERBOSE = 4 };
  virtual void log(Severity severity, const char *message) noexcept = 0;
  virtual ~ILogger() = default;
};

class IHostMemory {
public:
  virtual ~IHostMemory() noexcept = default;
  virtual void *data() const noexcept = 0;
  virtual std::size_t size() const noexcept = 0;
};

using NetworkDefinitionCreationFlags = uint32_t;
enum class NetworkDefinitionCreationFlag : int32_t {
#if FAKE_MAJOR < 10
  kEXPLICIT_BATCH = 0,
  kEXPLICIT_PRECISION = 1,
#else
  kSTRONGLY_TYPED = 1,
#endif
};

class INetworkDefinition {
public:
  virtual ~INetworkDefinition() noexcept = default;
};

enum class BuilderFlag : int32_t {
#if FAKE_MAJOR < 11
  kFP16 = 0,
  kINT8 = 1,
#endif
  kTF32 = 7,
};

#if FAKE_AT_LEAST(8, 4)
enum class MemoryPoolType : int32_t { kWORKSPACE = 0 };
#endif

#if FAKE_MAJOR >= 10
class IProgressMonitor {
public:
  virtual ~IProgressMonitor() noexcept = default;
  virtual void phaseStart(const char *phaseName, const char *parentPhase, int32_t nbSteps) noexcept = 0;
  virtual bool stepComplete(const char *phaseName, int32_t step) noexcept = 0;
  virtual void phaseFinish(const char *phaseName) noexcept = 0;
};
#endif

class IBuilderConfig {
public:
  virtual ~IBuilderConfig() noexcept = default;
  virtual void setFlag(BuilderFlag flag) noexcept = 0;
#if FAKE_AT_LEAST(8, 4)
  virtual void setMemoryPoolLimit(MemoryPoolType pool, std::size_t bytes) noexcept = 0;
#else
  virtual void setMaxWorkspaceSize(std::size_t bytes) noexcept = 0;
#endif
#if FAKE_MAJOR >= 10
  virtual void setProgressMonitor(IProgressMonitor *monitor) noexcept = 0;
#endif
};

class IBuilder {
public:
  virtual ~IBuilder() noexcept = default;
  virtual INetworkDefinition *createNetworkV2(NetworkDefinitionCreationFlags flags) noexcept = 0;
  virtual IBuilderConfig *createBuilderConfig() noexcept = 0;
  virtual IHostMemory *buildSerializedNetwork(INetworkDefinition &network, IBuilderConfig &config) noexcept = 0;
};

#if FAKE_AT_LEAST(8, 5)
enum class TensorIOMode : int32_t { kNONE = 0, kINPUT = 1, kOUTPUT = 2 };
#endif

class IExecutionContext {
public:
  virtual ~IExecutionContext() noexcept = default;
#if FAKE_AT_LEAST(8, 5)
  virtual bool setTensorAddress(const char *name, void *data) noexcept = 0;
  virtual bool enqueueV3(cudaStream_t stream) noexcept = 0;
#endif
#if FAKE_MAJOR < 10
  virtual bool enqueueV2(void *const *bindings, cudaStream_t stream, cudaEvent_t *consumed) noexcept = 0;
#endif
};

class ICudaEngine {
public:
  virtual ~ICudaEngine() noexcept = default;
  virtual IExecutionContext *createExecutionContext() noexcept = 0;
#if FAKE_AT_LEAST(8, 5)
  virtual int32_t getNbIOTensors() const noexcept = 0;
  virtual const char *getIOTensorName(int32_t index) const noexcept = 0;
  virtual TensorIOMode getTensorIOMode(const char *name) const noexcept = 0;
  virtual Dims getTensorShape(const char *name) const noexcept = 0;
  virtual DataType getTensorDataType(const char *name) const noexcept = 0;
#endif
#if FAKE_MAJOR < 10
  virtual int32_t getNbBindings() const noexcept = 0;
  virtual const char *getBindingName(int32_t index) const noexcept = 0;
  virtual bool bindingIsInput(int32_t index) const noexcept = 0;
  virtual Dims getBindingDimensions(int32_t index) const noexcept = 0;
  virtual DataType getBindingDataType(int32_t index) const noexcept = 0;
#endif
};

class IRuntime {
public:
  virtual ~IRuntime() noexcept = default;
  virtual ICudaEngine *deserializeCudaEngine(const void *blob, std::size_t size) noexcept = 0;
};

IBuilder *createInferBuilder(ILogger &logger) noexcept;
IRuntime *createInferRuntime(ILogger &logger) noexcept;

} // namespace nvinfer1

extern "C" int32_t getInferLibVersion() noexcept;
