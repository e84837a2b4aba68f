// The InferModel of HailoRT 5.0 to 5.2 behind the C interface of hailort_infer.h.
#include "hailort_infer.h"

#include <hailo/hailort.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <vector>

static_assert(sizeof(infer_identity) == 140 && sizeof(infer_vdevice_params) == 40, "layout.ts");
static_assert(sizeof(infer_vstream_info) == 436 && sizeof(infer_stream_info) == 340, "layout.ts");
static_assert(sizeof(infer_stream_params) == 156 && sizeof(infer_group_info) == 129, "layout.ts");

namespace {

using namespace hailort;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kEnd(500);
// HailoRT rounds transfers into outputs up to whole pages.
constexpr size_t kPage = 16384;

// Runs `act`, which returns a status, and converts exceptions to one.
template <typename Act> int guarded(Act act) noexcept {
  try {
    return static_cast<int>(act());
  } catch (const std::bad_alloc &) {
    return HAILO_OUT_OF_HOST_MEMORY;
  } catch (...) {
    return HAILO_INTERNAL_FAILURE;
  }
}

struct Pages {
  explicit Pages(size_t wanted) : bytes(std::max(wanted, size_t{1})), memory(std::aligned_alloc(kPage, (bytes + kPage - 1) / kPage * kPage)) {
    if (memory == nullptr) throw std::bad_alloc();
    memset(memory, 0, (bytes + kPage - 1) / kPage * kPage);
  }
  Pages(const Pages &) = delete;
  Pages &operator=(const Pages &) = delete;
  ~Pages() { std::free(memory); }
  size_t bytes;
  void *memory;
};

template <size_t Room> void put(char (&into)[Room], const std::string &text) {
  memset(into, 0, Room);
  memcpy(into, text.data(), std::min(text.size(), Room - 1));
}

// Copies a list into the caller's array, or returns its length and HAILO_INSUFFICIENT_BUFFER.
template <typename From, typename To, typename Convert>
hailo_status list(const std::vector<From> &found, To *into, size_t *count, Convert convert) {
  const size_t room = *count;
  *count = found.size();
  if (room < found.size()) return HAILO_INSUFFICIENT_BUFFER;
  for (size_t i = 0; i < found.size(); i++) into[i] = convert(found[i]);
  return HAILO_SUCCESS;
}

infer_format toFormat(const hailo_format_t &from) {
  return {static_cast<int32_t>(from.type), static_cast<int32_t>(from.order), static_cast<int32_t>(from.flags)};
}

infer_quant toQuant(const hailo_quant_info_t &from) { return {from.qp_zp, from.qp_scale, from.limvals_min, from.limvals_max}; }

bool isNms(const hailo_format_t &format) {
  switch (format.order) {
  case HAILO_FORMAT_ORDER_HAILO_NMS:
  case HAILO_FORMAT_ORDER_HAILO_NMS_WITH_BYTE_MASK:
  case HAILO_FORMAT_ORDER_HAILO_NMS_ON_CHIP:
  case HAILO_FORMAT_ORDER_HAILO_NMS_BY_CLASS:
  case HAILO_FORMAT_ORDER_HAILO_NMS_BY_SCORE:
    return true;
  default:
    return false;
  }
}

infer_vstream_info toInfo(const hailo_vstream_info_t &from) {
  infer_vstream_info info{};
  put(info.name, from.name);
  put(info.network, from.network_name);
  info.direction = static_cast<int32_t>(from.direction);
  info.format = toFormat(from.format);
  if (isNms(from.format)) {
    info.shape[0] = from.nms_shape.number_of_classes;
    info.shape[1] = from.nms_shape.max_bboxes_per_class;
  } else {
    info.shape[0] = from.shape.height;
    info.shape[1] = from.shape.width;
    info.shape[2] = from.shape.features;
  }
  info.quant = toQuant(from.quant_info);
  return info;
}

infer_stream_info toInfo(const hailo_stream_info_t &from) {
  infer_stream_info info{};
  if (isNms(from.format)) {
    info.shape[0] = from.nms_info.number_of_classes;
    info.shape[1] = from.nms_info.max_bboxes_per_class;
  } else {
    const hailo_3d_image_shape_t shapes[] = {from.shape, from.hw_shape};
    for (int i = 0; i < 2; i++) {
      uint32_t *into = i == 0 ? info.shape : info.hardware_shape;
      into[0] = shapes[i].height, into[1] = shapes[i].width, into[2] = shapes[i].features;
    }
  }
  info.data_bytes = from.hw_data_bytes;
  info.frame_bytes = from.hw_frame_size;
  info.format = toFormat(from.format);
  info.direction = static_cast<int32_t>(from.direction);
  info.index = from.index;
  put(info.name, from.name);
  info.quant = toQuant(from.quant_info);
  info.is_mux = from.is_mux;
  return info;
}

using Formats = std::map<std::string, std::pair<int32_t, int32_t>>;

} // namespace

struct infer_device {
  std::unique_ptr<Device> own;
  Device *device;
};

struct infer_hef {
  std::unique_ptr<Pages> bytes;
  std::unique_ptr<Hef> hef;
};

namespace {

// Counts of jobs. HailoRT's callbacks keep it: a session is never released by one of them.
struct Progress {
  std::mutex lock; // for the following, and for `moved` of streams
  std::condition_variable moved;
  uint64_t started = 0, ended = 0;
  uint32_t ring = 0;
  std::vector<hailo_status> statuses;
  bool isBroken = false;
};

// A configured InferModel and its jobs. A job's frames are in slot `number % ring` of each stream; jobs end in order.
struct Session {
  std::shared_ptr<VDevice> vdevice; // released last
  std::shared_ptr<InferModel> model;
  Formats formats;
  ConfiguredInferModel configured;
  size_t limit = 1;
  std::vector<ConfiguredInferModel::Bindings> bindings;
  std::map<std::string, std::vector<std::unique_ptr<Pages>>> memory;
  std::vector<infer_stream *> inputs, outputs;

  std::mutex launching; // held while jobs are started, so that they start in order
  std::shared_ptr<Progress> progress;

  hailo_status allocate(uint32_t slots);
  void pump();
  bool finish();
};

} // namespace

struct infer_stream {
  infer_group *group;
  std::shared_ptr<Session> session;
  infer_vstream_info info;
  infer_format format;
  std::vector<hailo_quant_info_t> quants;
  size_t bytes;
  uint32_t timeoutMs, queueSize;
  bool isInput;
  uint64_t moved = 0; // frames written or read
};

struct infer_group {
  std::shared_ptr<VDevice> vdevice;
  std::string hef; // its bytes' hash
  std::shared_ptr<InferModel> model;
  std::string name;
  std::vector<hailo_vstream_info_t> infos;
  std::shared_ptr<Session> session; // idle, or that of the open streams
  std::vector<std::unique_ptr<infer_stream>> streams;
};

// A virtual device, and the networks that are configured on it and not in use: a chip has room for 32 until it is released.
struct SharedDevice {
  std::shared_ptr<VDevice> vdevice;
  std::mutex lock;
  std::vector<std::unique_ptr<infer_group>> idle;
};

struct infer_vdevice {
  std::shared_ptr<SharedDevice> shared;
  std::vector<std::unique_ptr<infer_device>> devices;
  std::vector<std::unique_ptr<infer_group>> groups;
};

namespace {

hailo_status Session::allocate(uint32_t slots) {
  bindings.clear();
  memory.clear();
  progress = std::make_shared<Progress>();
  progress->ring = slots;
  progress->statuses.assign(slots, HAILO_SUCCESS);
  for (uint32_t slot = 0; slot < slots; slot++) {
    auto made = configured.create_bindings();
    if (!made) return made.status();
    bindings.push_back(made.release());
    for (const bool isInput : {true, false}) {
      for (const auto &edge : isInput ? model->inputs() : model->outputs()) {
        auto pages = std::make_unique<Pages>(edge.get_frame_size());
        auto stream = isInput ? bindings.back().input(edge.name()) : bindings.back().output(edge.name());
        if (!stream) return stream.status();
        const hailo_status status = stream->set_buffer(MemoryView(pages->memory, edge.get_frame_size()));
        if (status != HAILO_SUCCESS) return status;
        memory[edge.name()].push_back(std::move(pages));
      }
    }
  }
  return HAILO_SUCCESS;
}

// Starts a job while every input has a frame and every output has room for one.
void Session::pump() {
  std::lock_guard<std::mutex> hold(launching);
  const std::shared_ptr<Progress> now = progress;
  for (;;) {
    uint64_t number;
    {
      std::lock_guard<std::mutex> state(now->lock);
      number = now->started;
      if (now->isBroken || number - now->ended >= limit) return;
      for (const infer_stream *input : inputs)
        if (input->moved <= number) return;
      for (const infer_stream *output : outputs)
        if (number - output->moved >= output->queueSize) return;
      now->statuses[number % now->ring] = HAILO_SUCCESS;
      now->started++;
    }
    const auto end = [now, number](hailo_status status) {
      std::lock_guard<std::mutex> state(now->lock);
      now->statuses[number % now->ring] = status;
      now->ended++;
      now->moved.notify_all();
    };
    auto job = configured.run_async(bindings[number % now->ring], [end](const AsyncInferCompletionInfo &info) { end(info.status); });
    if (!job) {
      end(job.status());
      std::lock_guard<std::mutex> state(now->lock);
      now->isBroken = true;
      return;
    }
    job->detach();
  }
}

// Whether no job is under way any more; stops those that are.
bool Session::finish() {
  {
    std::lock_guard<std::mutex> state(progress->lock);
    if (progress->ended == progress->started && !progress->isBroken) return true;
    progress->isBroken = true;
  }
  configured.shutdown();
  std::unique_lock<std::mutex> state(progress->lock);
  return progress->moved.wait_for(state, kEnd, [this] { return progress->ended == progress->started; });
}

std::string nameOf(const infer_vdevice_params *params) {
  const bool isShared = params != nullptr && params->group_id != nullptr && strcmp(params->group_id, HAILO_UNIQUE_VDEVICE_GROUP_ID) != 0;
  return isShared ? params->group_id : "";
}

// Virtual devices of named groups. HailoRT connects each virtual device of its own to the chip.
struct Groups {
  std::mutex lock;
  std::map<std::string, std::weak_ptr<SharedDevice>> devices;
};

Groups &groups() {
  static Groups *one = new Groups; // threads of other libraries may outlive static objects
  return *one;
}

hailo_status openVdevice(const infer_vdevice_params *params, std::shared_ptr<SharedDevice> &into) {
  hailo_vdevice_params_t wanted;
  const hailo_status status = hailo_init_vdevice_params(&wanted);
  if (status != HAILO_SUCCESS) return status;
  std::vector<hailo_device_id_t> ids;
  if (params != nullptr && params->device_ids != nullptr) {
    for (uint32_t i = 0; i < params->device_count; i++) {
      hailo_device_id_t id{};
      put(id.id, std::string(params->device_ids[i].id, strnlen(params->device_ids[i].id, sizeof id.id - 1)));
      ids.push_back(id);
    }
    wanted.device_ids = ids.data();
    wanted.device_count = params->device_count;
  }
  const std::string name = nameOf(params);
  std::unique_lock<std::mutex> hold(groups().lock, std::defer_lock);
  if (!name.empty()) {
    hold.lock();
    into = groups().devices[name].lock();
    if (into) return HAILO_SUCCESS;
  }
  auto made = VDevice::create(wanted);
  if (!made) return made.status();
  into = std::make_shared<SharedDevice>();
  into->vdevice = std::shared_ptr<VDevice>(made.release());
  if (!name.empty()) groups().devices[name] = into;
  return HAILO_SUCCESS;
}

int32_t orDefault(int32_t wanted, int32_t otherwise) { return wanted == 0 ? otherwise : wanted; }

const hailo_vstream_info_t *infoOf(const infer_group &group, const std::string &name, bool isInput) {
  const auto direction = isInput ? HAILO_H2D_STREAM : HAILO_D2H_STREAM;
  for (const auto &info : group.infos)
    if (info.direction == direction && name == info.name) return &info;
  return nullptr;
}

// Formats of every stream if all are float32 in their default order.
Formats usualFormats(const infer_group &group) {
  Formats formats;
  for (const auto &info : group.infos)
    formats[info.name] = {HAILO_FORMAT_TYPE_FLOAT32, static_cast<int32_t>(info.format.order)};
  return formats;
}

// Configures the model. A chip has room for 32 configured networks and frees none of them before the virtual device is released.
hailo_status configure(infer_group &group, const Formats &formats) {
  for (const bool isInput : {true, false}) {
    for (const auto &edge : isInput ? group.model->inputs() : group.model->outputs()) {
      auto stream = isInput ? group.model->input(edge.name()) : group.model->output(edge.name());
      if (!stream) return stream.status();
      const auto found = formats.find(edge.name());
      if (found == formats.end()) return HAILO_NOT_FOUND;
      stream->set_format_type(static_cast<hailo_format_type_t>(found->second.first));
      stream->set_format_order(static_cast<hailo_format_order_t>(found->second.second));
    }
  }
  auto made = group.model->configure();
  if (!made) return made.status();
  auto session = std::make_shared<Session>();
  session->vdevice = group.vdevice;
  session->model = group.model;
  session->formats = formats;
  session->configured = made.release();
  const auto limit = session->configured.get_async_queue_size();
  if (limit && *limit > 0) session->limit = *limit;
  group.session = session;
  return HAILO_SUCCESS;
}

hailo_status makeParams(infer_group *group, int type, infer_stream_params *params, size_t *count, bool isInput) {
  std::vector<std::string> names;
  for (const auto &edge : isInput ? group->model->inputs() : group->model->outputs()) names.push_back(edge.name());
  return list(names, params, count, [type](const std::string &name) {
    infer_stream_params one{};
    put(one.name, name);
    one.format = {type, HAILO_FORMAT_ORDER_AUTO, HAILO_FORMAT_FLAGS_NONE};
    one.timeout_ms = HAILO_DEFAULT_VSTREAM_TIMEOUT_MS;
    one.queue_size = HAILO_DEFAULT_VSTREAM_QUEUE_SIZE;
    return one;
  });
}

// Describes the streams of one side; `start` follows when both are there.
hailo_status describe(infer_group *group, const infer_stream_params *params, size_t count, bool isInput, std::vector<std::unique_ptr<infer_stream>> &made) {
  const auto &edges = isInput ? group->model->inputs() : group->model->outputs();
  if (count != edges.size()) return HAILO_INVALID_ARGUMENT;
  for (size_t i = 0; i < count; i++) {
    const std::string name(params[i].name, strnlen(params[i].name, sizeof params[i].name));
    const hailo_vstream_info_t *info = infoOf(*group, name, isInput);
    if (info == nullptr) return HAILO_NOT_FOUND;
    auto stream = std::make_unique<infer_stream>();
    stream->group = group;
    stream->isInput = isInput;
    stream->info = toInfo(*info);
    stream->format = {orDefault(params[i].format.type, static_cast<int32_t>(info->format.type)),
                      orDefault(params[i].format.order, static_cast<int32_t>(info->format.order)), 0};
    stream->timeoutMs = params[i].timeout_ms;
    stream->queueSize = std::max(params[i].queue_size, 1U);
    made.push_back(std::move(stream));
  }
  std::sort(made.begin(), made.end(), [](const auto &a, const auto &b) { return strcmp(a->info.name, b->info.name) < 0; });
  return HAILO_SUCCESS;
}

// Configures the model for the streams' formats, if it is not, and gives them its memory.
hailo_status start(infer_group *group, const std::vector<infer_stream *> &inputs, const std::vector<infer_stream *> &outputs) {
  Formats formats;
  uint32_t ring = 1;
  for (const auto *side : {&inputs, &outputs}) {
    for (const infer_stream *stream : *side) {
      formats[stream->info.name] = {stream->format.type, stream->format.order};
      ring = std::max(ring, stream->queueSize);
    }
  }
  hailo_status status = HAILO_SUCCESS;
  if (!group->session || group->session->formats != formats) {
    group->session.reset();
    status = configure(*group, formats);
    if (status != HAILO_SUCCESS) return status;
  }
  Session &session = *group->session;
  status = session.allocate(ring);
  if (status != HAILO_SUCCESS) {
    group->session.reset();
    return status;
  }
  for (const auto *side : {&inputs, &outputs}) {
    for (infer_stream *stream : *side) {
      auto edge = stream->isInput ? group->model->input(stream->info.name) : group->model->output(stream->info.name);
      if (!edge) return edge.status();
      stream->bytes = edge->get_frame_size();
      stream->quants = edge->get_quant_infos();
      stream->session = group->session;
    }
  }
  session.inputs = inputs;
  session.outputs = outputs;
  return HAILO_SUCCESS;
}

// A configured network of this HEF that is not in use.
std::unique_ptr<infer_group> takeIdle(SharedDevice &shared, const std::string &hef, const std::string &name) {
  std::lock_guard<std::mutex> hold(shared.lock);
  for (auto at = shared.idle.begin(); at != shared.idle.end(); ++at) {
    if ((*at)->hef != hef || (*at)->name != name) continue;
    auto found = std::move(*at);
    shared.idle.erase(at);
    return found;
  }
  return nullptr;
}

std::vector<infer_stream *> streamsOf(const infer_group &group, bool isInput) {
  std::vector<infer_stream *> found;
  for (const auto &stream : group.streams)
    if (stream->isInput == isInput) found.push_back(stream.get());
  return found;
}

void drop(infer_group &group, bool isInput) {
  auto &streams = group.streams;
  streams.erase(std::remove_if(streams.begin(), streams.end(), [isInput](const auto &one) { return one->isInput == isInput; }), streams.end());
}

const char *textOr(const char *text) { return text == nullptr ? "" : text; }

} // namespace

extern "C" {

int infer_interface(void) { return INFER_INTERFACE; }

int infer_get_library_version(infer_version *version) {
  return guarded([&] {
    hailo_version_t found{};
    const hailo_status status = hailo_get_library_version(&found);
    *version = {found.major, found.minor, found.revision};
    return status;
  });
}

int infer_scan_devices(void *, infer_device_id *ids, size_t *count) {
  return guarded([&] {
    auto found = Device::scan();
    if (!found) return found.status();
    return list(*found, ids, count, [](const std::string &id) {
      infer_device_id one{};
      put(one.id, id);
      return one;
    });
  });
}

int infer_create_device_by_id(const infer_device_id *id, infer_device **device) {
  return guarded([&] {
    auto made = id == nullptr ? Device::create() : Device::create(std::string(id->id, strnlen(id->id, sizeof id->id)));
    if (!made) return made.status();
    auto own = made.release();
    Device *plain = own.get();
    *device = new infer_device{std::move(own), plain};
    return HAILO_SUCCESS;
  });
}

int infer_release_device(infer_device *device) {
  return guarded([&] {
    delete device;
    return HAILO_SUCCESS;
  });
}

int infer_identify(infer_device *device, infer_identity *identity) {
  return guarded([&] {
    auto found = device->device->identify();
    if (!found) return found.status();
    infer_identity one{};
    one.protocol = found->protocol_version;
    one.firmware = {found->fw_version.major, found->fw_version.minor, found->fw_version.revision};
    one.logger = found->logger_version;
    one.is_release = found->is_release;
    one.architecture = static_cast<int32_t>(found->device_architecture);
#define INFER_TEXT(to, from)                                                                                           \
  one.to##_length = static_cast<uint8_t>(std::min<size_t>(found->from##_length, sizeof one.to));                       \
  memcpy(one.to, found->from, one.to##_length)
    INFER_TEXT(board, board_name);
    INFER_TEXT(serial, serial_number);
    INFER_TEXT(part, part_number);
    INFER_TEXT(product, product_name);
#undef INFER_TEXT
    *identity = one;
    return HAILO_SUCCESS;
  });
}

int infer_get_chip_temperature(infer_device *device, infer_temperature *temperature) {
  return guarded([&] {
    auto found = device->device->get_chip_temperature();
    if (!found) return found.status();
    *temperature = {found->ts0_temperature, found->ts1_temperature, found->sample_count};
    return HAILO_SUCCESS;
  });
}

int infer_power_measurement(infer_device *device, int dvm, int type, float *watts) {
  return guarded([&] {
    auto found = device->device->power_measurement(static_cast<hailo_dvm_options_t>(dvm), static_cast<hailo_power_measurement_types_t>(type));
    if (!found) return found.status();
    *watts = *found;
    return HAILO_SUCCESS;
  });
}

int infer_init_vdevice_params(infer_vdevice_params *params) {
  return guarded([&] {
    memset(params, 0, sizeof *params);
    params->device_count = 1;
    params->scheduling = static_cast<int32_t>(HAILO_SCHEDULING_ALGORITHM_ROUND_ROBIN);
    params->group_id = HAILO_UNIQUE_VDEVICE_GROUP_ID;
    return HAILO_SUCCESS;
  });
}

int infer_create_vdevice(const infer_vdevice_params *params, infer_vdevice **vdevice) {
  return guarded([&] {
    auto made = std::make_unique<infer_vdevice>();
    const hailo_status status = openVdevice(params, made->shared);
    if (status != HAILO_SUCCESS) return status;
    auto devices = made->shared->vdevice->get_physical_devices();
    if (!devices) return devices.status();
    for (Device &device : *devices) made->devices.push_back(std::unique_ptr<infer_device>(new infer_device{nullptr, &device}));
    *vdevice = made.release();
    return HAILO_SUCCESS;
  });
}

int infer_get_physical_devices(infer_vdevice *vdevice, infer_device **devices, size_t *count) {
  return guarded([&] { return list(vdevice->devices, devices, count, [](const auto &device) { return device.get(); }); });
}

int infer_release_vdevice(infer_vdevice *vdevice) {
  return guarded([&] {
    std::unique_ptr<infer_vdevice> own(vdevice);
    {
      std::lock_guard<std::mutex> hold(own->shared->lock);
      for (auto &group : own->groups)
        if (group->session) own->shared->idle.push_back(std::move(group));
    }
    own.reset();
    return HAILO_SUCCESS;
  });
}

int infer_create_hef_buffer(infer_hef **hef, const void *bytes, size_t size) {
  return guarded([&] {
    auto made = std::make_unique<infer_hef>();
    made->bytes = std::make_unique<Pages>(size);
    memcpy(made->bytes->memory, bytes, size);
    auto read = Hef::create(MemoryView(made->bytes->memory, size));
    if (!read) return read.status();
    made->hef = std::make_unique<Hef>(read.release());
    *hef = made.release();
    return HAILO_SUCCESS;
  });
}

int infer_create_hef_file(infer_hef **hef, const char *file) {
  std::vector<char> bytes;
  const int status = guarded([&] {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return HAILO_OPEN_FILE_FAILURE;
    bytes.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    return stream.bad() ? HAILO_FILE_OPERATION_FAILURE : HAILO_SUCCESS;
  });
  return status == HAILO_SUCCESS ? infer_create_hef_buffer(hef, bytes.data(), bytes.size()) : status;
}

int infer_release_hef(infer_hef *hef) {
  return guarded([&] {
    delete hef;
    return HAILO_SUCCESS;
  });
}

int infer_get_network_groups_infos(infer_hef *hef, infer_group_info *infos, size_t *count) {
  return guarded([&] {
    auto found = hef->hef->get_network_groups_infos();
    if (!found) return found.status();
    return list(*found, infos, count, [](const hailo_network_group_info_t &info) {
      infer_group_info one{};
      put(one.name, info.name);
      one.is_multi_context = info.is_multi_context;
      return one;
    });
  });
}

int infer_hef_get_original_names_from_vstream_name(infer_hef *hef, const char *group, const char *vstream, infer_name *names, size_t *count) {
  return guarded([&] {
    auto found = hef->hef->get_original_names_from_vstream_name(vstream, textOr(group));
    if (!found) return found.status();
    return list(*found, names, count, [](const std::string &name) {
      infer_name one{};
      put(one.name, name);
      return one;
    });
  });
}

int infer_hef_get_all_stream_infos(infer_hef *hef, const char *name, infer_stream_info *infos, size_t length, size_t *count) {
  return guarded([&] {
    auto found = hef->hef->get_all_stream_infos(textOr(name));
    if (!found) return found.status();
    *count = length;
    return list(*found, infos, count, [](const hailo_stream_info_t &info) { return toInfo(info); });
  });
}

int infer_hef_get_all_vstream_infos(infer_hef *hef, const char *name, infer_vstream_info *infos, size_t *count) {
  return guarded([&] {
    auto found = hef->hef->get_all_vstream_infos(textOr(name));
    if (!found) return found.status();
    return list(*found, infos, count, [](const hailo_vstream_info_t &info) { return toInfo(info); });
  });
}

int infer_configure_vdevice(infer_vdevice *vdevice, infer_hef *hef, void *, infer_group **into, size_t *count) {
  return guarded([&] {
    const std::vector<std::string> names = hef->hef->get_network_groups_names();
    std::vector<std::unique_ptr<infer_group>> made;
    for (const std::string &name : names) {
      auto group = takeIdle(*vdevice->shared, hef->hef->hash(), name);
      if (group) {
        made.push_back(std::move(group));
        continue;
      }
      group = std::make_unique<infer_group>();
      group->vdevice = vdevice->shared->vdevice;
      group->hef = hef->hef->hash();
      group->name = name;
      auto model = group->vdevice->create_infer_model(MemoryView(hef->bytes->memory, hef->bytes->bytes), names.size() == 1 ? "" : name);
      if (!model) return model.status();
      group->model = model.release();
      auto infos = hef->hef->get_all_vstream_infos(name);
      if (!infos) return infos.status();
      group->infos = infos.release();
      const hailo_status status = configure(*group, usualFormats(*group));
      if (status != HAILO_SUCCESS) return status;
      made.push_back(std::move(group));
    }
    if (*count < made.size()) return HAILO_INSUFFICIENT_BUFFER;
    *count = made.size();
    for (size_t i = 0; i < made.size(); i++) {
      into[i] = made[i].get();
      vdevice->groups.push_back(std::move(made[i]));
    }
    return HAILO_SUCCESS;
  });
}

int infer_make_input_vstream_params(infer_group *group, bool, int type, infer_stream_params *params, size_t *count) {
  return guarded([&] { return makeParams(group, type, params, count, true); });
}

int infer_make_output_vstream_params(infer_group *group, bool, int type, infer_stream_params *params, size_t *count) {
  return guarded([&] { return makeParams(group, type, params, count, false); });
}

int infer_create_input_vstreams(infer_group *group, const infer_stream_params *params, size_t count, infer_stream **streams) {
  return guarded([&] {
    if (!group->streams.empty()) return HAILO_DEVICE_IN_USE;
    std::vector<std::unique_ptr<infer_stream>> made;
    const hailo_status status = describe(group, params, count, true, made);
    if (status != HAILO_SUCCESS) return status;
    for (size_t i = 0; i < made.size(); i++) {
      streams[i] = made[i].get();
      group->streams.push_back(std::move(made[i]));
    }
    return HAILO_SUCCESS;
  });
}

int infer_create_output_vstreams(infer_group *group, const infer_stream_params *params, size_t count, infer_stream **streams) {
  return guarded([&] {
    std::vector<std::unique_ptr<infer_stream>> made;
    hailo_status status = describe(group, params, count, false, made);
    if (status != HAILO_SUCCESS) return status;
    std::vector<infer_stream *> outputs;
    for (const auto &one : made) outputs.push_back(one.get());
    status = start(group, streamsOf(*group, true), outputs);
    if (status != HAILO_SUCCESS) return status;
    for (size_t i = 0; i < made.size(); i++) {
      streams[i] = made[i].get();
      group->streams.push_back(std::move(made[i]));
    }
    return HAILO_SUCCESS;
  });
}

int infer_release_input_vstreams(infer_stream *const *streams, size_t count) {
  return guarded([&] {
    if (count == 0) return HAILO_SUCCESS;
    infer_group *group = streams[0]->group;
    // With open outputs the inputs go with them: a job under way reads both.
    if (streamsOf(*group, false).empty()) drop(*group, true);
    return HAILO_SUCCESS;
  });
}

int infer_release_output_vstreams(infer_stream *const *streams, size_t count) {
  return guarded([&] {
    if (count == 0) return HAILO_SUCCESS;
    infer_group *group = streams[0]->group;
    std::shared_ptr<Session> session = group->session;
    const bool hasEnded = session == nullptr || session->progress == nullptr || session->finish();
    if (session && session->progress) {
      std::lock_guard<std::mutex> state(session->progress->lock);
      session->inputs.clear();
      session->outputs.clear();
      if (session->progress->isBroken) group->session.reset();
    }
    drop(*group, true);
    drop(*group, false);
    if (hasEnded) return HAILO_SUCCESS;
    new std::shared_ptr<Session>(session); // for good: the chip may write its memory
    return HAILO_TIMEOUT;
  });
}

#define INFER_GETTERS(direction)                                                                                       \
  int infer_get_##direction##_vstream_frame_size(infer_stream *stream, size_t *size) {                                 \
    *size = stream->bytes;                                                                                             \
    return HAILO_SUCCESS;                                                                                              \
  }                                                                                                                    \
  int infer_get_##direction##_vstream_info(infer_stream *stream, infer_vstream_info *info) {                           \
    *info = stream->info;                                                                                              \
    return HAILO_SUCCESS;                                                                                              \
  }                                                                                                                    \
  int infer_get_##direction##_vstream_user_format(infer_stream *stream, infer_format *format) {                        \
    *format = stream->format;                                                                                          \
    return HAILO_SUCCESS;                                                                                              \
  }                                                                                                                    \
  int infer_get_##direction##_vstream_quant_infos(infer_stream *stream, infer_quant *infos, size_t *count) {           \
    return guarded([&] { return list(stream->quants, infos, count, toQuant); });                                       \
  }

INFER_GETTERS(input)
INFER_GETTERS(output)

int infer_vstream_write_raw_buffer(infer_stream *stream, const void *frame, size_t size) {
  return guarded([&] {
    if (size != stream->bytes) return HAILO_INVALID_ARGUMENT;
    Session &session = *stream->session;
    Progress &now = *session.progress;
    const auto until = steady_clock::now() + milliseconds(stream->timeoutMs);
    for (;;) {
      {
        std::unique_lock<std::mutex> state(now.lock);
        if (now.isBroken) return HAILO_STREAM_ABORT;
        if (stream->moved - now.ended < stream->queueSize) {
          memcpy(session.memory.at(stream->info.name)[stream->moved % now.ring]->memory, frame, size);
          stream->moved++;
          break;
        }
        const uint64_t ended = now.ended;
        if (!now.moved.wait_until(state, until, [&] { return now.ended != ended || now.isBroken; })) return HAILO_TIMEOUT;
      }
      session.pump();
    }
    session.pump();
    return HAILO_SUCCESS;
  });
}

int infer_vstream_read_raw_buffer(infer_stream *stream, void *frame, size_t size) {
  return guarded([&] {
    if (size != stream->bytes) return HAILO_INVALID_ARGUMENT;
    Session &session = *stream->session;
    Progress &now = *session.progress;
    const auto until = steady_clock::now() + milliseconds(stream->timeoutMs);
    for (;;) {
      session.pump();
      std::unique_lock<std::mutex> state(now.lock);
      const uint64_t ended = now.ended;
      if (stream->moved < ended) {
        const size_t slot = stream->moved % now.ring;
        const hailo_status status = now.statuses[slot];
        if (status != HAILO_SUCCESS) {
          now.isBroken = true;
          return status;
        }
        memcpy(frame, session.memory.at(stream->info.name)[slot]->memory, size);
        stream->moved++;
        return HAILO_SUCCESS;
      }
      if (now.isBroken) return HAILO_STREAM_ABORT;
      if (!now.moved.wait_until(state, until, [&] { return now.ended != ended || now.isBroken; })) return HAILO_TIMEOUT;
    }
  });
}

} // extern "C"
