// The part of the ONNX parser that the shim calls.
#pragma once
#include "NvInfer.h"

namespace nvonnxparser {

class IParserError {
public:
  virtual ~IParserError() noexcept = default;
  virtual const char *desc() const noexcept = 0;
};

class IParser {
public:
  virtual ~IParser() noexcept = default;
  virtual bool parseFromFile(const char *file, int verbosity) noexcept = 0;
  virtual int getNbErrors() const noexcept = 0;
  virtual const IParserError *getError(int index) const noexcept = 0;
};

IParser *createParser(nvinfer1::INetworkDefinition &network, nvinfer1::ILogger &logger) noexcept;

} // namespace nvonnxparser
