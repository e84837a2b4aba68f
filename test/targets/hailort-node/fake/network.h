// What a fake HEF holds: an affine map between quantised streams. Laid out by fake-hef.ts:
//   "FAKEHEF1", u32 architecture, u32 groups, then each group: name[128], u32 multi-context, u32 inputs, u32 outputs,
//   u32 is-copy, the streams, and unless it is a copy float32 matrix[all outputs][all inputs + 1], the last column an offset.
#pragma once
#include "device.h"

typedef struct {
  char name[128], original[128];
  shape_t shape;
  uint32_t type;
  quant_t quant;
} stream_t;
SIZE(stream_t, 288);

typedef struct {
  char name[128];
  uint32_t is_multi_context, inputs, outputs, is_copy;
} group_header_t;
SIZE(group_header_t, 144);

typedef struct {
  group_header_t header;
  stream_t *streams; // inputs, then outputs
  float *matrix;
} network_t;

typedef struct {
  const uint8_t *bytes; // not ours up to 4.20, as in the real library
  size_t size;
  uint8_t *own;
  uint32_t checksum;
  uint32_t architecture;
  uint32_t count;
  network_t *networks;
} hef_t;

static inline uint32_t values_of(const stream_t *stream) {
  return stream->shape.height * stream->shape.width * stream->shape.features;
}
