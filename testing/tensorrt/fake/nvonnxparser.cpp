// A parser for the fake's text. It has to outlive the build, as TensorRT's parser owns the weights.
#include "NvOnnxParser.h"
#include "network.h"

#include <fstream>
#include <iterator>

namespace nvonnxparser {
namespace {
struct Error final : IParserError {
  const char *desc() const noexcept override { return "Failed to parse ONNX model from file"; }
};
struct Parser final : IParser {
  Network &network;
  Error error;
  int errors = 0;
  explicit Parser(Network &given) : network(given) { enlist(this, "parser"); }
  ~Parser() noexcept override { delist(this, "parser"); }
  bool parseFromFile(const char *file, int) noexcept override {
    std::ifstream in(file, std::ios::binary);
    network.text.assign(std::istreambuf_iterator<char>(in), {});
    Graph graph;
    if (graph.parse(network.text) && !fails("parseFromFile")) return true;
    errors = 1;
    return false;
  }
  int getNbErrors() const noexcept override { return errors; }
  const IParserError *getError(int) const noexcept override { return &error; }
};
} // namespace
IParser *createParser(nvinfer1::INetworkDefinition &network, nvinfer1::ILogger &) noexcept {
  return fails("createParser") ? nullptr : new Parser(static_cast<Network &>(network));
}
} // namespace nvonnxparser
