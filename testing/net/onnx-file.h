// What of an ONNX file (a protocol buffer, onnx.proto) the interpreter needs.
#pragma once
#include "onnx-net.h"
#include <stdbool.h>

typedef struct {
  double low, high;
} onnx_range_t;

/** A tensor: an input, an output, a constant, or what lies between. Inputs and outputs have sizes, constants values too. */
typedef struct {
  char *name;
  size_t rank, sizes[NET_MOST_DIMENSIONS];
  bool is_constant, is_real;
  onnx_range_t range; // of whole numbers
  float *values;
} onnx_name_t;

typedef struct {
  char *operator_name;
  size_t inputs, outputs;
  int *input, *output; // of names; -1 where one is left out
  int64_t axis, group, dilation;
  float alpha;
} onnx_node_t;

typedef struct {
  size_t name_count, nodes, inputs, outputs;
  onnx_name_t *names;
  onnx_node_t *node;
  int *input, *output;
} onnx_graph_t;

/** False for what is no ONNX file, is cut off, or has tensors of more than four dimensions or of types that are not known here. */
bool onnx_read(onnx_graph_t *graph, const uint8_t *bytes, size_t size);
void onnx_free(onnx_graph_t *graph);
