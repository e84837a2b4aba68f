// Networks on a chip and their streams: frames wait in queues, and a run starts once every input has one.
#include "network.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if FAKE_MAJOR == 4 || FAKE_MAJOR == 5

enum { MAX_STREAMS = 32 };

typedef struct group group_t;

typedef struct {
  group_t *group;
  const stream_t *stream;
  uint32_t index;
  vstream_params_t params;
  float *queue; // params.queue_size frames of real values, NHWC
  uint32_t first, waiting;
  int under_way;
} vstream_t;

struct group {
  vdevice_t *vdevice;
  network_t network; // a copy: the HEF may be released
  vstream_t *inputs[MAX_STREAMS], *outputs[MAX_STREAMS];
  bool is_aborted;
  group_t *next;
};

static group_t *groups;
static bool hangs;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;

bool hef_is_intact(const hef_t *hef);
void describe_vstream(const network_t *network, uint32_t i, vstream_info_t *info);

// HailoRT 5 does not implement this call; its C++ classes reach the chip elsewhere.
#if FAKE_MAJOR == 5
#define hailo_configure_vdevice chip_configure_vdevice
#endif

hailo_status hailo_configure_vdevice(vdevice_t *vdevice, hef_t *hef, void *params, group_t **out, size_t *count) {
  ENTER("hailo_configure_vdevice");
  if (known("hailo_configure_vdevice", vdevice, VDEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  if (known("hailo_configure_vdevice", hef, HEF) == NULL) LEAVE(INVALID_ARGUMENT);
  REQUIRE(params == NULL, "hailo_configure_vdevice: params must be NULL");
  REQUIRE(hef_is_intact(hef), "hailo_configure_vdevice: the buffer of the HEF has changed");
  bool is_other_line = (hef->architecture == HAILO10H) != (chip_architecture == HAILO10H);
  if (is_other_line || (hef->architecture == HAILO8 && chip_architecture == HAILO8L))
    LEAVE(FAKE_AT_LEAST(21) ? HEF_NOT_COMPATIBLE : INVALID_HEF);
  REQUIRE(*count >= hef->count, "hailo_configure_vdevice: no room, and the networks are lost");
  *count = hef->count;
  for (uint32_t i = 0; i < hef->count; i++) {
    const network_t *from = &hef->networks[i];
    uint32_t streams = from->header.inputs + from->header.outputs;
    group_t *group = calloc(1, sizeof *group);
    group->vdevice = vdevice;
    group->network.header = from->header;
    group->network.streams = memcpy(malloc(streams * sizeof(stream_t)), from->streams, streams * sizeof(stream_t));
    if (from->matrix != NULL) {
      size_t in = 1, out_values = 0;
      for (uint32_t s = 0; s < streams; s++)
        *(s < from->header.inputs ? &in : &out_values) += values_of(&from->streams[s]);
      size_t bytes = in * out_values * sizeof(float);
      group->network.matrix = memcpy(malloc(bytes), from->matrix, bytes);
    }
    char why[256];
    if (from->header.kind == NET) group->network.net = net_load(from->onnx, from->onnx_size, why, sizeof why);
    group->next = groups;
    groups = group;
    enlist(group, GROUP);
    out[i] = group;
  }
  LEAVE(OK);
}

void release_groups_of(vdevice_t *vdevice) {
  for (group_t **at = &groups; *at != NULL;) {
    group_t *group = *at;
    if (group->vdevice != vdevice) {
      at = &group->next;
      continue;
    }
    *at = group->next;
    free(group->network.streams);
    free(group->network.matrix);
    net_free(group->network.net);
    delist(group);
  }
}

static hailo_status make_params(group_t *group, bool unused, int type, named_params_t *params, size_t *count,
                                bool is_input) {
  if (known("hailo_make_*_vstream_params", group, GROUP) == NULL) return INVALID_ARGUMENT;
  if (unused || type < 0 || type > TYPE_FLOAT32) return misuse("hailo_make_*_vstream_params: type %d", type);
  const group_header_t *header = &group->network.header;
  size_t room = *count;
  *count = is_input ? header->inputs : header->outputs;
  if (room < *count) return INSUFFICIENT_BUFFER;
  for (uint32_t i = 0; i < *count; i++) {
    const stream_t *stream = &group->network.streams[is_input ? i : header->inputs + i];
    memset(&params[i], 0, sizeof params[i]);
    memcpy(params[i].name, stream->name, 128);
    params[i].params = (vstream_params_t){.format = {type, ORDER_AUTO, 0}, .timeout_ms = 10000, .queue_size = 2};
  }
  return OK;
}

hailo_status hailo_make_input_vstream_params(group_t *group, bool unused, int type, named_params_t *params,
                                             size_t *count) {
  ENTER("hailo_make_input_vstream_params");
  LEAVE(make_params(group, unused, type, params, count, true));
}

hailo_status hailo_make_output_vstream_params(group_t *group, bool unused, int type, named_params_t *params,
                                              size_t *count) {
  ENTER("hailo_make_output_vstream_params");
  LEAVE(make_params(group, unused, type, params, count, false));
}

static bool is_sound(const vstream_params_t *params) {
  const format_t *format = &params->format;
  bool order = format->order == ORDER_AUTO || format->order == ORDER_NHWC || format->order == ORDER_NCHW;
  return order && format->type >= 0 && format->type <= TYPE_FLOAT32 && format->flags == 0 && params->timeout_ms > 0 &&
         params->queue_size > 0 && params->queue_size <= 1024 && params->stats == 0 && params->element_stats == 0;
}

/** Streams are returned sorted by name, independent of the order of the parameters: the real library keeps them in a map. */
static int by_name(const void *a, const void *b) {
  return strcmp((*(vstream_t *const *)a)->stream->name, (*(vstream_t *const *)b)->stream->name);
}

static hailo_status create(group_t *group, const named_params_t *params, size_t count, vstream_t **out, bool is_input) {
  if (known("hailo_create_*_vstreams", group, GROUP) == NULL) return INVALID_ARGUMENT;
  const group_header_t *header = &group->network.header;
  uint32_t from = is_input ? 0 : header->inputs, all = is_input ? header->inputs : header->outputs;
  vstream_t **slots = is_input ? group->inputs : group->outputs;
  if (count != all) return misuse("hailo_create_*_vstreams: %zu of %u streams", count, all);
  if (slots[0] != NULL) return DEVICE_IN_USE;
  for (size_t i = 0; i < count; i++) {
    uint32_t s = 0;
    while (s < all && strncmp(group->network.streams[from + s].name, params[i].name, 128) != 0) s++;
    if (s == all) return NOT_FOUND;
    if (!is_sound(&params[i].params)) return misuse("hailo_create_*_vstreams: parameters of %s", params[i].name);
    vstream_t *made = calloc(1, sizeof *made);
    *made = (vstream_t){.group = group, .stream = &group->network.streams[from + s], .index = s};
    made->params = params[i].params;
    if (made->params.format.type == TYPE_AUTO) made->params.format.type = made->stream->type;
    if (made->params.format.order == ORDER_AUTO) made->params.format.order = ORDER_NHWC;
    made->queue = calloc((size_t)made->params.queue_size * values_of(made->stream), sizeof(float));
    enlist(made, is_input ? INPUT : OUTPUT);
    group->vdevice->open_streams++;
    slots[s] = made;
    out[i] = made;
  }
  qsort(out, count, sizeof *out, by_name);
  return OK;
}

hailo_status hailo_create_input_vstreams(group_t *group, const named_params_t *params, size_t count, vstream_t **out) {
  ENTER("hailo_create_input_vstreams");
  LEAVE(create(group, params, count, out, true));
}

hailo_status hailo_create_output_vstreams(group_t *group, const named_params_t *params, size_t count,
                                          vstream_t **out) {
  ENTER("hailo_create_output_vstreams");
  LEAVE(create(group, params, count, out, false));
}

static hailo_status release(const char *call, vstream_t *const *vstreams, size_t count, kind_t kind) {
  for (size_t i = 0; i < count; i++) {
    vstream_t *vstream = known(call, vstreams[i], kind);
    if (vstream == NULL) return INVALID_ARGUMENT;
    if (vstream->under_way > 0) return misuse("%s: a call on %s is under way", call, vstream->stream->name);
    (kind == INPUT ? vstream->group->inputs : vstream->group->outputs)[vstream->index] = NULL;
    vstream->group->vdevice->open_streams--;
    free(vstream->queue);
    delist(vstream);
  }
  return OK;
}

hailo_status hailo_release_input_vstreams(vstream_t *const *vstreams, size_t count) {
  ENTER("hailo_release_input_vstreams");
  LEAVE(release("hailo_release_input_vstreams", vstreams, count, INPUT));
}

hailo_status hailo_release_output_vstreams(vstream_t *const *vstreams, size_t count) {
  ENTER("hailo_release_output_vstreams");
  LEAVE(release("hailo_release_output_vstreams", vstreams, count, OUTPUT));
}

static const uint32_t BYTES[] = {0, 1, 2, 4};

static size_t frame_size(const vstream_t *vstream) {
  return (size_t)values_of(vstream->stream) * BYTES[vstream->params.format.type];
}

#define GETTERS(direction, DIRECTION)                                                                                  \
  hailo_status hailo_get_##direction##_vstream_frame_size(vstream_t *vstream, size_t *size) {                          \
    ENTER("hailo_get_" #direction "_vstream_frame_size");                                                              \
    if (known("hailo_get_" #direction "_vstream_frame_size", vstream, DIRECTION) == NULL) LEAVE(INVALID_ARGUMENT);     \
    *size = frame_size(vstream);                                                                                       \
    LEAVE(OK);                                                                                                         \
  }                                                                                                                    \
  hailo_status hailo_get_##direction##_vstream_info(vstream_t *vstream, vstream_info_t *info) {                        \
    ENTER("hailo_get_" #direction "_vstream_info");                                                                    \
    if (known("hailo_get_" #direction "_vstream_info", vstream, DIRECTION) == NULL) LEAVE(INVALID_ARGUMENT);           \
    network_t *network = &vstream->group->network;                                                                     \
    describe_vstream(network, (uint32_t)(vstream->stream - network->streams), info);                                   \
    LEAVE(OK);                                                                                                         \
  }                                                                                                                    \
  hailo_status hailo_get_##direction##_vstream_user_format(vstream_t *vstream, format_t *format) {                     \
    ENTER("hailo_get_" #direction "_vstream_user_format");                                                             \
    if (known("hailo_get_" #direction "_vstream_user_format", vstream, DIRECTION) == NULL) LEAVE(INVALID_ARGUMENT);    \
    *format = vstream->params.format;                                                                                  \
    LEAVE(OK);                                                                                                         \
  }                                                                                                                    \
  hailo_status hailo_get_##direction##_vstream_quant_infos(vstream_t *vstream, quant_t *infos, size_t *count) {        \
    ENTER("hailo_get_" #direction "_vstream_quant_infos");                                                             \
    if (known("hailo_get_" #direction "_vstream_quant_infos", vstream, DIRECTION) == NULL) LEAVE(INVALID_ARGUMENT);    \
    size_t room = *count;                                                                                              \
    *count = 1;                                                                                                        \
    if (room < 1) LEAVE(INSUFFICIENT_BUFFER);                                                                          \
    infos[0] = vstream->stream->quant;                                                                                 \
    LEAVE(OK);                                                                                                         \
  }

GETTERS(input, INPUT)
GETTERS(output, OUTPUT)

/** Index in the user's order of value i of a frame in NHWC. */
static uint32_t place(const vstream_t *vstream, uint32_t i) {
  if (vstream->params.format.order != ORDER_NCHW) return i;
  const shape_t *shape = &vstream->stream->shape;
  uint32_t feature = i % shape->features, pixel = i / shape->features;
  return feature * shape->height * shape->width + pixel;
}

static float steps(const stream_t *stream) { return stream->type == TYPE_UINT16 ? 65535.0f : 255.0f; }

static float quantised(float value, const stream_t *stream) {
  const quant_t *quant = &stream->quant;
  float clipped = fminf(fmaxf(value, quant->min), quant->max);
  return fminf(fmaxf(rintf(clipped / quant->scale + quant->zero_point), 0), steps(stream));
}

static float real(float number, const stream_t *stream) {
  return (number - stream->quant.zero_point) * stream->quant.scale;
}

/** Whether frames are passed through as bytes: a copy with the chip's format at both ends. Otherwise queues hold real values. */
static bool is_raw(const group_t *group) {
  const group_header_t *header = &group->network.header;
  if (header->kind != COPY) return false;
  for (uint32_t i = 0; i < header->inputs + header->outputs; i++) {
    const vstream_t *vstream = i < header->inputs ? group->inputs[i] : group->outputs[i - header->inputs];
    if (vstream == NULL || vstream->params.format.type != (int)vstream->stream->type) return false;
    if (vstream->params.format.order != ORDER_NHWC) return false;
  }
  return true;
}

/** Queues a written frame: quantises it to the chip's integers and stores their real values. */
static void write_frame(const vstream_t *vstream, const void *buffer, float *values) {
  if (is_raw(vstream->group)) {
    memcpy(values, buffer, frame_size(vstream));
    return;
  }
  const stream_t *stream = vstream->stream;
  uint32_t count = values_of(stream);
  int type = vstream->params.format.type;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = place(vstream, i);
    if (type == TYPE_FLOAT32) values[i] = real(quantised(((const float *)buffer)[at], stream), stream);
    else if (type == TYPE_UINT16) values[i] = real(((const uint16_t *)buffer)[at], stream);
    else values[i] = real(((const uint8_t *)buffer)[at], stream);
  }
}

static void read_frame(const vstream_t *vstream, const float *values, void *buffer) {
  if (is_raw(vstream->group)) {
    memcpy(buffer, values, frame_size(vstream));
    return;
  }
  const stream_t *stream = vstream->stream;
  uint32_t count = values_of(stream);
  int type = vstream->params.format.type;
  for (uint32_t i = 0; i < count; i++) {
    float number = quantised(values[i], stream);
    uint32_t at = place(vstream, i);
    if (type == TYPE_FLOAT32) ((float *)buffer)[at] = real(number, stream);
    else if (type == TYPE_UINT16) ((uint16_t *)buffer)[at] = number;
    else ((uint8_t *)buffer)[at] = number;
  }
}

static float *slot(const vstream_t *vstream, uint32_t i) {
  return vstream->queue + (size_t)((vstream->first + i) % vstream->params.queue_size) * values_of(vstream->stream);
}

/** Converts a frame of NHWC to a tensor of NCHW, or back. */
static void reorder(const stream_t *stream, const float *from, float *to, bool is_back) {
  uint32_t features = stream->shape.features, pixels = stream->shape.height * stream->shape.width;
  for (uint32_t f = 0; f < features; f++)
    for (uint32_t p = 0; p < pixels; p++) {
      uint32_t frame = p * features + f, tensor = f * pixels + p;
      to[is_back ? frame : tensor] = from[is_back ? tensor : frame];
    }
}

static void run_net(group_t *group) {
  const group_header_t *header = &group->network.header;
  float *tensors[2 * MAX_STREAMS];
  char why[256];
  for (uint32_t i = 0; i < header->inputs + header->outputs; i++) {
    const stream_t *stream = &group->network.streams[i];
    tensors[i] = calloc(values_of(stream), sizeof(float));
    if (i < header->inputs) reorder(stream, slot(group->inputs[i], 0), tensors[i], false);
  }
  if (net_run(group->network.net, (const float *const *)tensors, tensors + header->inputs, why, sizeof why) != 0)
    misuse("the net: %s", why);
  for (uint32_t o = 0; o < header->outputs; o++) {
    vstream_t *output = group->outputs[o];
    reorder(output->stream, tensors[header->inputs + o], slot(output, output->waiting++), true);
  }
  for (uint32_t i = 0; i < header->inputs + header->outputs; i++) free(tensors[i]);
}

/** Runs the network on one frame, when every input has one and every output has room. */
static bool compute(group_t *group) {
  const network_t *network = &group->network;
  uint32_t ins = network->header.inputs, outs = network->header.outputs;
  for (uint32_t i = 0; i < ins; i++)
    if (group->inputs[i] == NULL || group->inputs[i]->waiting == 0) return false;
  for (uint32_t i = 0; i < outs; i++) {
    vstream_t *output = group->outputs[i];
    if (output == NULL || output->waiting == output->params.queue_size) return false;
  }
  if (network->header.kind == NET) {
    run_net(group);
    outs = 0;
  }
  const float *row = network->matrix;
  for (uint32_t o = 0; o < outs; o++) {
    vstream_t *output = group->outputs[o];
    float *values = slot(output, output->waiting++);
    uint32_t count = values_of(output->stream);
    if (network->header.kind == COPY) {
      memcpy(values, slot(group->inputs[o], 0), is_raw(group) ? frame_size(output) : count * sizeof(float));
      continue;
    }
    for (uint32_t v = 0; v < count; v++) {
      double sum = 0;
      for (uint32_t i = 0; i < ins; i++) {
        const float *input = slot(group->inputs[i], 0);
        for (uint32_t k = 0; k < values_of(group->inputs[i]->stream); k++) sum += (double)*row++ * input[k];
      }
      values[v] = (float)(sum + *row++);
    }
  }
  for (uint32_t i = 0; i < ins; i++) {
    vstream_t *input = group->inputs[i];
    input->first = (input->first + 1) % input->params.queue_size;
    input->waiting--;
  }
  return true;
}

static void pump(group_t *group) {
  while (!hangs && compute(group)) pthread_cond_broadcast(&moved);
}

/** Waits until the stream has room (an input) or a frame (an output). */
static hailo_status await(vstream_t *vstream, bool is_input) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += vstream->params.timeout_ms / 1000;
  until.tv_nsec += (long)(vstream->params.timeout_ms % 1000) * 1000000L;
  if (until.tv_nsec >= 1000000000L) until.tv_sec++, until.tv_nsec -= 1000000000L;
  for (;;) {
    if (vstream->group->is_aborted) return STREAM_ABORT;
    pump(vstream->group);
    if (is_input ? vstream->waiting < vstream->params.queue_size : vstream->waiting > 0) return OK;
    vstream->under_way++;
    int timed_out = pthread_cond_timedwait(&moved, &lock, &until);
    vstream->under_way--;
    if (timed_out == ETIMEDOUT) return TIMEOUT;
  }
}

hailo_status hailo_vstream_write_raw_buffer(vstream_t *vstream, const void *buffer, size_t size) {
  ENTER("hailo_vstream_write_raw_buffer");
  if (known("hailo_vstream_write_raw_buffer", vstream, INPUT) == NULL) LEAVE(INVALID_ARGUMENT);
  REQUIRE(buffer != NULL && size == frame_size(vstream), "hailo_vstream_write_raw_buffer: %zu bytes", size);
  hailo_status status = await(vstream, true);
  if (status != OK) LEAVE(status);
  write_frame(vstream, buffer, slot(vstream, vstream->waiting++));
  pump(vstream->group);
  LEAVE(OK);
}

hailo_status hailo_vstream_read_raw_buffer(vstream_t *vstream, void *buffer, size_t size) {
  ENTER("hailo_vstream_read_raw_buffer");
  if (known("hailo_vstream_read_raw_buffer", vstream, OUTPUT) == NULL) LEAVE(INVALID_ARGUMENT);
  REQUIRE(buffer != NULL && size == frame_size(vstream), "hailo_vstream_read_raw_buffer: %zu bytes", size);
  hailo_status status = await(vstream, false);
  if (status != OK) LEAVE(status);
  read_frame(vstream, slot(vstream, 0), buffer);
#ifdef FAKE_OVERRUN // a deliberate overrun that memory checkers must find
  ((volatile uint8_t *)buffer)[size] = 1;
#endif
  vstream->first = (vstream->first + 1) % vstream->params.queue_size;
  vstream->waiting--;
  LEAVE(OK);
}

/** Ends the waiting calls on a group's streams, for the jobs of HailoRT 5. */
void chip_abort(group_t *group) {
  pthread_mutex_lock(&lock);
  if (group != NULL) group->is_aborted = true;
  pthread_cond_broadcast(&moved);
  pthread_mutex_unlock(&lock);
}

void fake_hang(int on) {
  pthread_mutex_lock(&lock);
  hangs = on != 0;
  pthread_mutex_unlock(&lock);
}

#endif
