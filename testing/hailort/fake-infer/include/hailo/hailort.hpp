// The part of HailoRT 5's C++ interface that the shim uses, declared from its documentation; `infer.cpp` implements it over the fake chip.
#pragma once
#include "hailort.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hailort {

template <typename T> class Expected {
public:
  Expected(T value) : value_(std::move(value)), status_(HAILO_SUCCESS) {}
  Expected(hailo_status status) : status_(status) {}
  explicit operator bool() const { return value_.has_value(); }
  hailo_status status() const { return status_; }
  T release() { return std::move(*value_); }
  T &operator*() { return *value_; }
  const T &operator*() const { return *value_; }
  T *operator->() { return &*value_; }

private:
  std::optional<T> value_;
  hailo_status status_;
};

class MemoryView {
public:
  MemoryView(void *data, size_t size) : data_(data), size_(size) {}
  uint8_t *data() const { return static_cast<uint8_t *>(data_); }
  size_t size() const { return size_; }

private:
  void *data_;
  size_t size_;
};

class Device {
public:
  static Expected<std::vector<std::string>> scan();
  static Expected<std::unique_ptr<Device>> create();
  static Expected<std::unique_ptr<Device>> create(const std::string &id);
  Expected<hailo_device_identity_t> identify();
  Expected<hailo_chip_temperature_info_t> get_chip_temperature();
  Expected<float> power_measurement(hailo_dvm_options_t dvm, hailo_power_measurement_types_t type);
  Device(hailo_device device, bool isOwn) : device_(device), isOwn_(isOwn) {}
  Device(const Device &) = delete;
  ~Device();

private:
  hailo_device device_;
  bool isOwn_;
};

class Hef {
public:
  static Expected<Hef> create(const MemoryView &bytes);
  std::vector<std::string> get_network_groups_names() const;
  Expected<std::vector<hailo_network_group_info_t>> get_network_groups_infos() const;
  Expected<std::vector<hailo_stream_info_t>> get_all_stream_infos(const std::string &name = "") const;
  Expected<std::vector<hailo_vstream_info_t>> get_all_vstream_infos(const std::string &name = "") const;
  Expected<std::vector<std::string>> get_original_names_from_vstream_name(const std::string &vstream, const std::string &group = "") const;
  std::string hash() const { return hash_; }
  hailo_hef handle() const { return hef_.get(); }

private:
  std::shared_ptr<fake_hef> hef_;
  std::string hash_;
};

struct AsyncInferCompletionInfo {
  hailo_status status;
};

class AsyncInferJob {
public:
  void detach() { isDetached_ = true; }
  AsyncInferJob() = default;
  AsyncInferJob(AsyncInferJob &&other) : isDetached_(other.isDetached_) { other.isDetached_ = true; }
  ~AsyncInferJob();

private:
  bool isDetached_ = false;
};

class FakeNetwork;

class ConfiguredInferModel {
public:
  class Bindings {
  public:
    class InferStream {
    public:
      explicit InferStream(MemoryView *view) : view_(view) {}
      hailo_status set_buffer(MemoryView view);

    private:
      MemoryView *view_;
    };
    Expected<InferStream> input(const std::string &name);
    Expected<InferStream> output(const std::string &name);
    // In the order of the network's streams.
    std::vector<std::pair<std::string, std::unique_ptr<MemoryView>>> inputs, outputs;
    size_t inputCount = 0;
  };
  Expected<Bindings> create_bindings();
  Expected<AsyncInferJob> run_async(const Bindings &bindings, std::function<void(const AsyncInferCompletionInfo &)> callback);
  Expected<size_t> get_async_queue_size() const { return size_t{4}; }
  hailo_status shutdown();
  std::shared_ptr<FakeNetwork> network;
};

class VDevice;

class InferModel {
public:
  class InferStream {
  public:
    explicit InferStream(const hailo_vstream_info_t &info) : info_(info), format_{HAILO_FORMAT_TYPE_AUTO, info.format.order, HAILO_FORMAT_FLAGS_NONE} {}
    const std::string name() const { return info_.name; }
    size_t get_frame_size() const;
    void set_format_type(hailo_format_type_t type) { format_.type = type; }
    void set_format_order(hailo_format_order_t order) { format_.order = order; }
    std::vector<hailo_quant_info_t> get_quant_infos() const { return {info_.quant_info}; }
    hailo_format_t format() const { return format_; }

  private:
    hailo_vstream_info_t info_;
    hailo_format_t format_;
  };
  // A real one returns copies that share their state.
  class SharedStream {
  public:
    explicit SharedStream(InferStream *stream) : stream_(stream) {}
    size_t get_frame_size() const { return stream_->get_frame_size(); }
    void set_format_type(hailo_format_type_t type) { stream_->set_format_type(type); }
    void set_format_order(hailo_format_order_t order) { stream_->set_format_order(order); }
    std::vector<hailo_quant_info_t> get_quant_infos() const { return stream_->get_quant_infos(); }

  private:
    InferStream *stream_;
  };
  InferModel(VDevice &vdevice, Hef hef, std::string group, const std::vector<hailo_vstream_info_t> &infos);
  Expected<ConfiguredInferModel> configure();
  Expected<SharedStream> input(const std::string &name);
  Expected<SharedStream> output(const std::string &name);
  const std::vector<InferStream> &inputs() const { return inputs_; }
  const std::vector<InferStream> &outputs() const { return outputs_; }

private:
  VDevice &vdevice_;
  Hef hef_;
  std::string group_;
  std::vector<InferStream> inputs_, outputs_;
};

class VDevice {
public:
  static Expected<std::unique_ptr<VDevice>> create(const hailo_vdevice_params_t &params);
  Expected<std::shared_ptr<InferModel>> create_infer_model(const MemoryView hef, const std::string &name = "");
  Expected<std::vector<std::reference_wrapper<Device>>> get_physical_devices() const;
  explicit VDevice(hailo_vdevice vdevice) : handle(vdevice) {}
  VDevice(const VDevice &) = delete;
  ~VDevice();
  hailo_vdevice handle;

private:
  mutable std::vector<std::unique_ptr<Device>> devices_;
};

} // namespace hailort
