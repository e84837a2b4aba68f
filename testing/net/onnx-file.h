// The part of an ONNX file (a protocol buffer, onnx.proto) that the interpreter reads.
#pragma once
#include "onnx-net.h"
#include <stdbool.h>

typedef struct {
  double low, high;
} onnx_range_t;

/** A tensor: an input, an output, a constant, or an intermediate one. Inputs and outputs have sizes, constants also values. */
typedef struct {
  char *name;
  size_t rank, sizes[NET_MAX_DIMENSIONS];
  bool is_constant, is_real;
  onnx_range_t range; // of an integer type
  float *values;
} onnx_name_t;

typedef struct {
  char *operator_name;
  size_t inputs, outputs;
  int *input, *output; // indices of names; -1 for an omitted one
  int64_t axis, group, dilation, stride;
  size_t order[NET_MAX_DIMENSIONS], orders; // of a Transpose
  float alpha;
} onnx_node_t;

typedef struct {
  size_t name_count, nodes, inputs, outputs;
  onnx_name_t *names;
  onnx_node_t *node;
  int *input, *output;
} onnx_graph_t;

/** Returns false for a file that is no ONNX, is truncated, or has tensors of more than five dimensions or of unsupported types. */
bool onnx_read(onnx_graph_t *graph, const uint8_t *bytes, size_t size);
void onnx_free(onnx_graph_t *graph);
