// Reads, checks and describes HEF files.
#include "network.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if FAKE_MAJOR == 4 || FAKE_MAJOR == 5

static const hailo_status CORRUPT = FAKE_AT_LEAST(21) ? HEF_FILE_CORRUPTED : INVALID_HEF;

static uint32_t checksum_of(const uint8_t *bytes, size_t size) {
  uint32_t sum = 1;
  for (size_t i = 0; i < size; i++) sum = sum * 31 + bytes[i];
  return sum;
}

static void free_hef(hef_t *hef) {
  for (uint32_t i = 0; i < hef->count; i++) {
    free(hef->networks[i].streams);
    free(hef->networks[i].matrix);
  }
  free(hef->networks);
  free(hef->own);
}

static bool copy(void *into, size_t bytes, const hef_t *hef, size_t *at) {
  if (bytes > hef->size - *at) return false;
  memcpy(into, hef->bytes + *at, bytes);
  *at += bytes;
  return true;
}

/** Whether there is a net whose inputs and outputs match the streams. */
static bool matches_net(const network_t *network) {
  char why[256];
  const group_header_t *header = &network->header;
  net_t *net = net_load(network->onnx, network->onnx_size, why, sizeof why);
  bool fits = net != NULL && net_inputs(net) == header->inputs && net_outputs(net) == header->outputs;
  for (uint32_t i = 0; fits && i < header->inputs + header->outputs; i++) {
    net_tensor_t tensor = i < header->inputs ? net_input(net, i) : net_output(net, i - header->inputs);
    shape_t shape = network->streams[i].shape;
    fits = tensor.rank == 4 && tensor.sizes[0] == 1 && tensor.sizes[1] == shape.features &&
           tensor.sizes[2] == shape.height && tensor.sizes[3] == shape.width;
  }
  net_free(net);
  return fits;
}

static bool parse(hef_t *hef) {
  char magic[8];
  size_t at = 0;
  uint32_t groups;
  if (!copy(magic, 8, hef, &at) || memcmp(magic, "FAKEHEF1", 8) != 0) return false;
  if (!copy(&hef->architecture, 4, hef, &at) || !copy(&groups, 4, hef, &at) || groups > 8) return false;
  hef->networks = calloc(groups, sizeof(network_t));
  for (; hef->count < groups; hef->count++) {
    network_t *network = &hef->networks[hef->count];
    group_header_t *header = &network->header;
    if (!copy(header, sizeof *header, hef, &at) || header->inputs + header->outputs > 64) return false;
    uint32_t streams = header->inputs + header->outputs;
    network->streams = calloc(streams, sizeof(stream_t));
    network->matrix = NULL;
    if (!copy(network->streams, streams * sizeof(stream_t), hef, &at)) return hef->count++, false;
    uint64_t in = 1, out = 0;
    for (uint32_t i = 0; i < streams; i++) *(i < header->inputs ? &in : &out) += values_of(&network->streams[i]);
    if (header->kind == COPY) continue;
    if (header->kind == NET) {
      if (!copy(&network->onnx_size, 4, hef, &at) || network->onnx_size > hef->size - at) return hef->count++, false;
      network->onnx = hef->bytes + at;
      at += network->onnx_size;
      if (!matches_net(network)) return hef->count++, false;
      continue;
    }
    if (in * out * sizeof(float) > hef->size) return hef->count++, false;
    network->matrix = malloc(in * out * sizeof(float));
    if (!copy(network->matrix, in * out * sizeof(float), hef, &at)) return hef->count++, false;
  }
  return at == hef->size;
}

static hailo_status create(hef_t **out, const uint8_t *bytes, size_t size, uint8_t *own) {
  hef_t *hef = calloc(1, sizeof *hef);
  hef->bytes = bytes;
  hef->size = size;
  hef->own = own;
  hef->checksum = checksum_of(bytes, size);
  if (!parse(hef)) {
    free_hef(hef);
    free(hef);
    return CORRUPT;
  }
  enlist(hef, HEF);
  *out = hef;
  return OK;
}

hailo_status hailo_create_hef_file(hef_t **hef, const char *file_name) {
  ENTER("hailo_create_hef_file");
  FILE *file = fopen(file_name, "rb");
  if (file == NULL) LEAVE(OPEN_FILE_FAILURE);
  fseek(file, 0, SEEK_END);
  size_t size = ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(size + 1);
  size = fread(bytes, 1, size, file);
  fclose(file);
  LEAVE(create(hef, bytes, size, bytes));
}

hailo_status hailo_create_hef_buffer(hef_t **hef, const void *buffer, size_t size) {
  ENTER("hailo_create_hef_buffer");
  if (!FAKE_AT_LEAST(21)) LEAVE(create(hef, buffer, size, NULL));
  uint8_t *own = malloc(size);
  memcpy(own, buffer, size);
  LEAVE(create(hef, own, size, own));
}

hailo_status hailo_release_hef(hef_t *hef) {
  ENTER("hailo_release_hef");
  if (known("hailo_release_hef", hef, HEF) == NULL) LEAVE(INVALID_ARGUMENT);
  free_hef(hef);
  delist(hef);
  LEAVE(OK);
}

/** Up to 4.20 the buffer is still read when the network is configured: it must exist, unchanged. */
bool hef_is_intact(const hef_t *hef) { return checksum_of(hef->bytes, hef->size) == hef->checksum; }

hailo_status hailo_get_network_groups_infos(hef_t *hef, group_info_t *infos, size_t *count) {
  ENTER("hailo_get_network_groups_infos");
  if (known("hailo_get_network_groups_infos", hef, HEF) == NULL) LEAVE(INVALID_ARGUMENT);
  size_t room = *count;
  *count = hef->count;
  if (room < hef->count) LEAVE(INSUFFICIENT_BUFFER);
  for (uint32_t i = 0; i < hef->count; i++) {
    memset(&infos[i], 0, sizeof infos[i]);
    memcpy(infos[i].name, hef->networks[i].header.name, 128);
    infos[i].is_multi_context = hef->networks[i].header.is_multi_context != 0;
  }
  LEAVE(OK);
}

void describe_vstream(const network_t *network, uint32_t i, vstream_info_t *info) {
  const stream_t *stream = &network->streams[i];
  memset(info, 0, sizeof *info);
  memcpy(info->name, stream->name, 128);
  snprintf(info->network, sizeof info->network, "%.127s/%.127s", network->header.name, network->header.name);
  info->direction = i < network->header.inputs ? 0 : 1;
  info->format = (format_t){stream->type, ORDER_NHWC, 0};
  info->shape.shape = stream->shape;
  info->quant = stream->quant;
}

static network_t *find(hef_t *hef, const char *name) {
  for (uint32_t i = 0; i < hef->count; i++)
    if (name == NULL || strcmp(hef->networks[i].header.name, name) == 0) return &hef->networks[i];
  return NULL;
}

hailo_status hailo_hef_get_all_vstream_infos(hef_t *hef, const char *name, vstream_info_t *infos, size_t *count) {
  ENTER("hailo_hef_get_all_vstream_infos");
  if (known("hailo_hef_get_all_vstream_infos", hef, HEF) == NULL) LEAVE(INVALID_ARGUMENT);
  network_t *network = find(hef, name);
  if (network == NULL) LEAVE(NOT_FOUND);
  size_t room = *count;
  *count = network->header.inputs + network->header.outputs;
  if (room < *count) LEAVE(INSUFFICIENT_BUFFER);
  for (uint32_t i = 0; i < *count; i++) describe_vstream(network, i, &infos[i]);
  LEAVE(OK);
}

typedef struct {
  char name[128];
} layer_name_t;

hailo_status hailo_hef_get_original_names_from_vstream_name(hef_t *hef, const char *group, const char *vstream,
                                                            layer_name_t *names, size_t *count) {
  ENTER("hailo_hef_get_original_names_from_vstream_name");
  if (known("hailo_hef_get_original_names_from_vstream_name", hef, HEF) == NULL) LEAVE(INVALID_ARGUMENT);
  network_t *network = find(hef, group);
  if (network == NULL) LEAVE(NOT_FOUND);
  size_t room = *count;
  *count = 1;
  if (room < 1) LEAVE(INSUFFICIENT_BUFFER);
  for (uint32_t i = 0; i < network->header.inputs + network->header.outputs; i++) {
    if (strcmp(network->streams[i].name, vstream) != 0) continue;
    memcpy(names[0].name, network->streams[i].original, 128);
    LEAVE(OK);
  }
  LEAVE(NOT_FOUND);
}

hailo_status hailo_hef_get_all_stream_infos(hef_t *hef, const char *name, stream_info_t *infos, size_t room,
                                            size_t *count) {
  ENTER("hailo_hef_get_all_stream_infos");
  if (known("hailo_hef_get_all_stream_infos", hef, HEF) == NULL) LEAVE(INVALID_ARGUMENT);
  network_t *network = find(hef, name);
  if (network == NULL) LEAVE(NOT_FOUND);
  uint32_t streams = network->header.inputs + network->header.outputs;
  if (room < streams) LEAVE(INSUFFICIENT_BUFFER); // without setting the count, like the real one
  *count = streams;
  for (uint32_t i = 0; i < streams; i++) {
    const stream_t *stream = &network->streams[i];
    uint32_t padded = (stream->shape.features + 7) / 8 * 8;
    memset(&infos[i], 0, sizeof infos[i]);
    infos[i].shape.shapes.shape = stream->shape;
    infos[i].shape.shapes.hardware = (shape_t){stream->shape.height, stream->shape.width, padded};
    infos[i].data_bytes = stream->type == TYPE_UINT16 ? 2 : 1;
    infos[i].frame_bytes = stream->shape.height * stream->shape.width * padded * infos[i].data_bytes;
    infos[i].format = (format_t){stream->type, ORDER_NHWC, 0};
    infos[i].direction = i < network->header.inputs ? 0 : 1;
    infos[i].index = i;
    memcpy(infos[i].name, stream->name, 128);
    infos[i].quant = stream->quant;
    infos[i].is_mux = false;
  }
  LEAVE(OK);
}

#endif
