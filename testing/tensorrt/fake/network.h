// The fake's network, from a text in place of an ONNX file or from a real ONNX file, and its computation.
#pragma once
#include "NvInfer.h"
#include "../../net/onnx-net.h"
#include "ledger.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

struct Tensor {
  std::string name;
  bool isInput;
  bool isHalf;
  std::vector<int64_t> shape;
  size_t count() const {
    size_t product = 1;
    for (int64_t size : shape) product *= static_cast<size_t>(size);
    return product;
  }
};

// An ONNX file, or one whose documentation holds lines: `fake-onnx`, then `in <name> <sizes…>`, `out …`, `half-in …`, `state <input> <output>`, in any order.
struct Graph {
  std::vector<Tensor> tensors;
  std::vector<std::pair<int, int>> states;
  std::shared_ptr<net_t> net; // of a real ONNX file

  int indexOf(const std::string &name) const {
    for (size_t i = 0; i < tensors.size(); i++)
      if (tensors[i].name == name) return static_cast<int>(i);
    return -1;
  }
  bool parse(const std::string &text, bool isHalf = false) {
    const size_t begin = text.find("fake-onnx\n");
    if (begin == std::string::npos) return parseOnnx(text, isHalf);
    std::istringstream lines(text.substr(begin));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      std::istringstream words(line);
      std::string word, name, other;
      words >> word >> name;
      if (word == "state") {
        words >> other;
        states.emplace_back(indexOf(name), indexOf(other));
      } else if (word == "in" || word == "out" || word == "half-in") {
        Tensor tensor{name, word != "out", word == "half-in", {}};
        for (int64_t size; words >> size;) tensor.shape.push_back(size);
        tensors.push_back(tensor);
      } else return false;
    }
    return !tensors.empty();
  }
  bool parseOnnx(const std::string &bytes, bool isHalf) {
    char why[256];
    net.reset(net_load(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size(), why, sizeof why), net_free);
    if (net == nullptr) return false;
    if (isHalf) net_use_halves(net.get());
    auto enter = [&](const net_tensor_t &tensor, bool isInput) {
      std::vector<int64_t> shape(tensor.sizes, tensor.sizes + tensor.rank);
      tensors.push_back({tensor.name, isInput, false, shape});
    };
    for (size_t i = 0; i < net_inputs(net.get()); i++) enter(net_input(net.get(), i), true);
    for (size_t i = 0; i < net_outputs(net.get()); i++) enter(net_output(net.get(), i), false);
    return true;
  }
  bool isState(size_t input) const {
    for (auto &state : states)
      if (state.first == static_cast<int>(input)) return true;
    return false;
  }
  // The leaky sum; writes `overrun` values beyond the buffer, which a memory checker must find.
  void compute(const std::vector<void *> &at, int overrun) const {
    if (net != nullptr) {
      char why[256];
      std::vector<float *> all;
      for (void *address : at) all.push_back(static_cast<float *>(address));
      if (net_run(net.get(), all.data(), all.data() + net_inputs(net.get()), why, sizeof why) != 0) misuse(why);
      return;
    }
    auto values = [&](int i) { return static_cast<float *>(at[static_cast<size_t>(i)]); };
    auto size = [&](int i) { return tensors[static_cast<size_t>(i)].count(); };
    int x = -1;
    for (size_t i = 0; i < tensors.size() && x < 0; i++)
      if (tensors[i].isInput && !isState(i)) x = static_cast<int>(i);
    for (size_t o = 0; o < tensors.size(); o++) {
      if (tensors[o].isInput) continue;
      const int out = static_cast<int>(o);
      bool isOwn = false;
      for (auto &state : states) isOwn = isOwn || state.second == out;
      const size_t end = size(out) + static_cast<size_t>(overrun);
      // Without state it is a plain copy.
      if (states.empty() && size(x) == end) {
        std::memcpy(values(out), values(x), end * sizeof(float));
        continue;
      }
      for (size_t i = 0; i < end; i++) {
        float sum = values(x)[i % size(x)];
        for (size_t k = 0; k < states.size(); k++)
          if (!isOwn || states[k].second == out)
            sum += std::ldexp(values(states[k].first)[i % size(states[k].first)], -static_cast<int>(k + 1));
        values(out)[i] = sum;
      }
    }
  }
};

struct Network final : nvinfer1::INetworkDefinition {
  std::string text;
  Network() { enlist(this, "network"); }
  ~Network() noexcept override { delist(this, "network"); }
};
