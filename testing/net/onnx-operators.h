// The operators of the interpreter.
#pragma once
#include "onnx-file.h"

// All tensors have float values, which represent integers of up to 16 bits exactly.
typedef struct {
  size_t rank, sizes[NET_MAX_DIMENSIONS], count;
  float *values;
} value_t;

struct net {
  onnx_graph_t graph;
  value_t *values; // one for each of graph.names
  bool uses_halves;
};

typedef struct {
  const char *name;
  size_t min_inputs;
  /** Returns false for sizes or attributes that do not fit. */
  bool (*run)(net_t *net, const onnx_node_t *node);
} operator_t;

extern const operator_t NET_OPERATORS[];
extern const int NET_OPERATOR_COUNT;

/** Gives a value its sizes, and memory for them. Returns false for too many. */
bool net_shape(value_t *value, size_t rank, const size_t *sizes);
value_t *net_out(const net_t *net, const onnx_node_t *node, size_t i);
