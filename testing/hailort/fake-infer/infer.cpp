// HailoRT 5's C++ classes over the fake chip of ../fake: a job writes its inputs to the chip's streams and reads its outputs, on a thread of its
// own. Objects, faults and misuses are in that fake's ledger.
#include <hailo/hailort.hpp>

#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

extern "C" {
// The C functions of the fake; a real HailoRT 5 has no configured network behind its own (HAILO_NOT_IMPLEMENTED for a Hailo-10H).
hailo_status chip_configure_vdevice(hailo_vdevice vdevice, hailo_hef hef, void *params, hailo_configured_network_group *groups, size_t *count);
void chip_abort(hailo_configured_network_group group);
hailo_status misuse(const char *format, ...);

hailo_status hailo_configure_vdevice(hailo_vdevice, hailo_hef, void *, hailo_configured_network_group *, size_t *) { return HAILO_NOT_IMPLEMENTED; }
}

namespace hailort {

namespace {

constexpr size_t kRoom = 64;
// Networks that a chip takes before its virtual device is released.
constexpr int kNetworks = 32;

template <typename T, typename Fill> Expected<std::vector<T>> listOf(Fill fill) {
  std::vector<T> found(kRoom);
  size_t count = kRoom;
  const hailo_status status = fill(found.data(), &count);
  if (status != HAILO_SUCCESS) return status;
  found.resize(count);
  return found;
}

const char *orNull(const std::string &name) { return name.empty() ? nullptr : name.c_str(); }

size_t bytesOf(const hailo_vstream_info_t &info, hailo_format_type_t type) {
  static const size_t bytes[] = {0, 1, 2, 4};
  return size_t{info.shape.height} * info.shape.width * info.shape.features * bytes[type == HAILO_FORMAT_TYPE_AUTO ? info.format.type : type];
}

} // namespace

// A configured network on the chip, and the thread of its jobs.
class FakeNetwork {
public:
  struct Job {
    std::vector<std::pair<std::string, MemoryView>> inputs, outputs;
    std::function<void(const AsyncInferCompletionInfo &)> callback;
  };
  std::vector<hailo_vstream_info_t> inputInfos, outputInfos;
  hailo_configured_network_group group = nullptr;
  std::vector<hailo_input_vstream> inputs;
  std::vector<hailo_output_vstream> outputs;

  void begin() {
    worker_ = std::thread([this] { work(); });
  }
  hailo_status add(Job job) {
    std::lock_guard<std::mutex> hold(lock_);
    if (isEnding_) return HAILO_STREAM_ABORT;
    jobs_.push_back(std::move(job));
    moved_.notify_all();
    return HAILO_SUCCESS;
  }
  void stop() {
    {
      std::lock_guard<std::mutex> hold(lock_);
      isEnding_ = true;
      moved_.notify_all();
    }
    chip_abort(group);
  }
  ~FakeNetwork() {
    stop();
    if (worker_.get_id() == std::this_thread::get_id()) misuse("a configured model is released by its own callback");
    if (worker_.joinable()) worker_.join();
    if (!inputs.empty()) hailo_release_input_vstreams(inputs.data(), inputs.size());
    if (!outputs.empty()) hailo_release_output_vstreams(outputs.data(), outputs.size());
  }

private:
  void work() {
    for (;;) {
      Job job;
      bool isEnding;
      {
        std::unique_lock<std::mutex> hold(lock_);
        moved_.wait(hold, [this] { return isEnding_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
        isEnding = isEnding_;
      }
      const hailo_status status = isEnding ? HAILO_STREAM_ABORT : run(job);
      job.callback({status});
    }
  }
  hailo_status run(const Job &job) {
    for (size_t i = 0; i < inputs.size(); i++) {
      const MemoryView &view = viewOf(job.inputs, inputs[i], true);
      const hailo_status status = hailo_vstream_write_raw_buffer(inputs[i], view.data(), view.size());
      if (status != HAILO_SUCCESS) return status;
    }
    for (size_t i = 0; i < outputs.size(); i++) {
      const MemoryView &view = viewOf(job.outputs, outputs[i], false);
      const hailo_status status = hailo_vstream_read_raw_buffer(outputs[i], view.data(), view.size());
      if (status != HAILO_SUCCESS) return status;
    }
    return HAILO_SUCCESS;
  }
  static const MemoryView &viewOf(const std::vector<std::pair<std::string, MemoryView>> &views, hailo_input_vstream stream, bool isInput) {
    hailo_vstream_info_t info;
    if (isInput) hailo_get_input_vstream_info(stream, &info);
    else hailo_get_output_vstream_info(stream, &info);
    for (const auto &[name, view] : views)
      if (name == info.name) return view;
    misuse("a job without a buffer for %s", info.name);
    return views.front().second;
  }

  std::mutex lock_;
  std::condition_variable moved_;
  std::deque<Job> jobs_;
  bool isEnding_ = false;
  std::thread worker_;
};

Expected<std::vector<std::string>> Device::scan() {
  auto found = listOf<hailo_device_id_t>([](hailo_device_id_t *ids, size_t *count) { return hailo_scan_devices(nullptr, ids, count); });
  if (!found) return found.status();
  std::vector<std::string> ids;
  for (const auto &id : *found) ids.push_back(id.id);
  return ids;
}

Expected<std::unique_ptr<Device>> Device::create() { return create(""); }

Expected<std::unique_ptr<Device>> Device::create(const std::string &id) {
  hailo_device_id_t wanted{};
  memcpy(wanted.id, id.data(), std::min(id.size(), sizeof wanted.id - 1));
  hailo_device device;
  const hailo_status status = hailo_create_device_by_id(id.empty() ? nullptr : &wanted, &device);
  if (status != HAILO_SUCCESS) return status;
  return std::make_unique<Device>(device, true);
}

Expected<hailo_device_identity_t> Device::identify() {
  hailo_device_identity_t found{};
  const hailo_status status = hailo_identify(device_, &found);
  if (status != HAILO_SUCCESS) return status;
  return found;
}

Expected<hailo_chip_temperature_info_t> Device::get_chip_temperature() {
  hailo_chip_temperature_info_t found{};
  const hailo_status status = hailo_get_chip_temperature(device_, &found);
  if (status != HAILO_SUCCESS) return status;
  return found;
}

Expected<float> Device::power_measurement(hailo_dvm_options_t dvm, hailo_power_measurement_types_t type) {
  float watts = 0;
  const hailo_status status = hailo_power_measurement(device_, dvm, type, &watts);
  if (status != HAILO_SUCCESS) return status;
  return watts;
}

Device::~Device() {
  if (isOwn_) hailo_release_device(device_);
}

Expected<Hef> Hef::create(const MemoryView &bytes) {
  hailo_hef made;
  const hailo_status status = hailo_create_hef_buffer(&made, bytes.data(), bytes.size());
  if (status != HAILO_SUCCESS) return status;
  Hef hef;
  hef.hash_ = std::string(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  hef.hef_ = std::shared_ptr<fake_hef>(made, [](hailo_hef one) { hailo_release_hef(one); });
  return hef;
}

Expected<std::vector<hailo_network_group_info_t>> Hef::get_network_groups_infos() const {
  return listOf<hailo_network_group_info_t>([this](auto *infos, size_t *count) { return hailo_get_network_groups_infos(handle(), infos, count); });
}

std::vector<std::string> Hef::get_network_groups_names() const {
  std::vector<std::string> names;
  auto infos = get_network_groups_infos();
  if (infos)
    for (const auto &info : *infos) names.push_back(info.name);
  return names;
}

Expected<std::vector<hailo_stream_info_t>> Hef::get_all_stream_infos(const std::string &name) const {
  return listOf<hailo_stream_info_t>([&](auto *infos, size_t *count) { return hailo_hef_get_all_stream_infos(handle(), orNull(name), infos, kRoom, count); });
}

Expected<std::vector<hailo_vstream_info_t>> Hef::get_all_vstream_infos(const std::string &name) const {
  return listOf<hailo_vstream_info_t>([&](auto *infos, size_t *count) { return hailo_hef_get_all_vstream_infos(handle(), orNull(name), infos, count); });
}

Expected<std::vector<std::string>> Hef::get_original_names_from_vstream_name(const std::string &vstream, const std::string &group) const {
  auto found = listOf<hailo_layer_name_t>([&](auto *names, size_t *count) {
    return hailo_hef_get_original_names_from_vstream_name(handle(), orNull(group), vstream.c_str(), names, count);
  });
  if (!found) return found.status();
  std::vector<std::string> names;
  for (const auto &name : *found) names.push_back(name.name);
  return names;
}

AsyncInferJob::~AsyncInferJob() {
  if (!isDetached_) misuse("a job is dropped without detach: the real one waits");
}

hailo_status ConfiguredInferModel::Bindings::InferStream::set_buffer(MemoryView view) {
  if (reinterpret_cast<uintptr_t>(view.data()) % 4096 != 0) return misuse("a buffer is not aligned to a page");
  *view_ = view;
  return HAILO_SUCCESS;
}

static Expected<ConfiguredInferModel::Bindings::InferStream> find(std::vector<std::pair<std::string, std::unique_ptr<MemoryView>>> &views, const std::string &name) {
  for (auto &[own, view] : views)
    if (own == name) return ConfiguredInferModel::Bindings::InferStream(view.get());
  return HAILO_NOT_FOUND;
}

Expected<ConfiguredInferModel::Bindings::InferStream> ConfiguredInferModel::Bindings::input(const std::string &name) { return find(inputs, name); }
Expected<ConfiguredInferModel::Bindings::InferStream> ConfiguredInferModel::Bindings::output(const std::string &name) { return find(outputs, name); }

Expected<ConfiguredInferModel::Bindings> ConfiguredInferModel::create_bindings() {
  Bindings made;
  for (const auto &info : network->inputInfos) made.inputs.emplace_back(info.name, std::make_unique<MemoryView>(nullptr, 0));
  for (const auto &info : network->outputInfos) made.outputs.emplace_back(info.name, std::make_unique<MemoryView>(nullptr, 0));
  return made;
}

Expected<AsyncInferJob> ConfiguredInferModel::run_async(const Bindings &bindings, std::function<void(const AsyncInferCompletionInfo &)> callback) {
  FakeNetwork::Job job;
  for (const auto &[name, view] : bindings.inputs) job.inputs.emplace_back(name, *view);
  for (const auto &[name, view] : bindings.outputs) job.outputs.emplace_back(name, *view);
  job.callback = std::move(callback);
  const hailo_status status = network->add(std::move(job));
  if (status != HAILO_SUCCESS) return status;
  return AsyncInferJob();
}

hailo_status ConfiguredInferModel::shutdown() {
  network->stop();
  return HAILO_SUCCESS;
}

size_t InferModel::InferStream::get_frame_size() const { return bytesOf(info_, format_.type); }

InferModel::InferModel(VDevice &vdevice, Hef hef, std::string group, const std::vector<hailo_vstream_info_t> &infos)
    : vdevice_(vdevice), hef_(std::move(hef)), group_(std::move(group)) {
  for (const auto &info : infos) (info.direction == HAILO_H2D_STREAM ? inputs_ : outputs_).emplace_back(info);
}

static Expected<InferModel::SharedStream> find(std::vector<InferModel::InferStream> &streams, const std::string &name) {
  for (auto &stream : streams)
    if (stream.name() == name) return InferModel::SharedStream(&stream);
  return HAILO_NOT_FOUND;
}

Expected<InferModel::SharedStream> InferModel::input(const std::string &name) { return find(inputs_, name); }
Expected<InferModel::SharedStream> InferModel::output(const std::string &name) { return find(outputs_, name); }

static hailo_input_vstream_params_by_name_t paramsOf(const InferModel::InferStream &stream) {
  hailo_input_vstream_params_by_name_t params{};
  memcpy(params.name, stream.name().c_str(), std::min(stream.name().size(), sizeof params.name - 1));
  params.params.user_buffer_format = stream.format();
  params.params.timeout_ms = HAILO_DEFAULT_VSTREAM_TIMEOUT_MS;
  params.params.queue_size = 4;
  return params;
}

Expected<ConfiguredInferModel> InferModel::configure() {
  hailo_configured_network_group groups[kRoom];
  size_t count = kRoom;
  hailo_status status = chip_configure_vdevice(vdevice_.handle, hef_.handle(), nullptr, groups, &count);
  if (status != HAILO_SUCCESS) return status;
  const auto names = hef_.get_network_groups_names();
  auto network = std::make_shared<FakeNetwork>();
  for (size_t i = 0; i < names.size(); i++)
    if (group_.empty() || names[i] == group_) network->group = groups[i];
  std::vector<hailo_input_vstream_params_by_name_t> params[2];
  for (const auto &stream : inputs_) params[0].push_back(paramsOf(stream));
  for (const auto &stream : outputs_) params[1].push_back(paramsOf(stream));
  std::vector<hailo_input_vstream> inputs(params[0].size());
  std::vector<hailo_output_vstream> outputs(params[1].size());
  status = hailo_create_input_vstreams(network->group, params[0].data(), inputs.size(), inputs.data());
  if (status != HAILO_SUCCESS) return status;
  network->inputs = inputs;
  status = hailo_create_output_vstreams(network->group, params[1].data(), outputs.size(), outputs.data());
  if (status != HAILO_SUCCESS) return status;
  network->outputs = outputs;
  auto infos = hef_.get_all_vstream_infos(group_);
  if (!infos) return infos.status();
  for (const auto &info : *infos) (info.direction == HAILO_H2D_STREAM ? network->inputInfos : network->outputInfos).push_back(info);
  network->begin();
  ConfiguredInferModel made;
  made.network = network;
  return made;
}

Expected<std::unique_ptr<VDevice>> VDevice::create(const hailo_vdevice_params_t &params) {
  hailo_vdevice_params_t wanted = params;
  hailo_vdevice made;
  const hailo_status status = hailo_create_vdevice(&wanted, &made);
  if (status != HAILO_SUCCESS) return status;
  return std::make_unique<VDevice>(made);
}

Expected<std::shared_ptr<InferModel>> VDevice::create_infer_model(const MemoryView bytes, const std::string &name) {
  auto hef = Hef::create(bytes);
  if (!hef) return hef.status();
  auto infos = hef->get_all_vstream_infos(name);
  if (!infos) return infos.status();
  return std::make_shared<InferModel>(*this, *hef, name, *infos);
}

Expected<std::vector<std::reference_wrapper<Device>>> VDevice::get_physical_devices() const {
  auto found = listOf<hailo_device>([this](hailo_device *devices, size_t *count) { return hailo_get_physical_devices(handle, devices, count); });
  if (!found) return found.status();
  std::vector<std::reference_wrapper<Device>> devices;
  devices_.clear();
  for (hailo_device device : *found) {
    devices_.push_back(std::make_unique<Device>(device, false));
    devices.push_back(*devices_.back());
  }
  return devices;
}

VDevice::~VDevice() {
  devices_.clear();
  hailo_release_vdevice(handle);
}

} // namespace hailort
