// Content of a fake HEF: an affine map between quantised streams, or an ONNX network to compute. Written by fake-hef.ts:
//   "FAKEHEF1", u32 architecture, u32 groups, then each group: name[128], u32 multi-context, u32 inputs, u32 outputs,
//   u32 kind, the streams, then for kind MATRIX float32 matrix[all outputs][all inputs + 1], whose last column is an offset, for kind NET a
//   u32 size and the bytes of an ONNX file, whose inputs and outputs are the streams in their order.
#pragma once
#include "../../net/onnx-net.h"
#include "device.h"

typedef struct {
  char name[128], original[128];
  shape_t shape;
  uint32_t type;
  quant_t quant;
} stream_t;
SIZE(stream_t, 288);

enum { MATRIX, COPY, NET };

typedef struct {
  char name[128];
  uint32_t is_multi_context, inputs, outputs, kind;
} group_header_t;
SIZE(group_header_t, 144);

typedef struct {
  group_header_t header;
  stream_t *streams; // inputs, then outputs
  float *matrix;
  const uint8_t *onnx; // in the HEF's bytes
  uint32_t onnx_size;
  net_t *net;
} network_t;

typedef struct {
  const uint8_t *bytes; // owned by the caller up to 4.20, as in the real library
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
