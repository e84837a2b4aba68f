#include "onnx-net.h"
#include "onnx-file.h"
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool refuse(char *why, size_t room, const char *format, ...) {
  va_list words;
  va_start(words, format);
  vsnprintf(why, room, format, words);
  va_end(words);
  return false;
}

static bool shape(value_t *value, size_t rank, const size_t *sizes) {
  size_t count = 1;
  if (rank > NET_MAX_DIMENSIONS) return false;
  for (size_t i = 0; i < rank; i++) {
    if (sizes[i] > (1u << 24) / (count ? count : 1)) return false;
    count *= sizes[i];
  }
  value->rank = rank;
  memcpy(value->sizes, sizes, rank * sizeof *sizes);
  if (value->values != NULL && value->count == count) return true;
  free(value->values);
  value->count = count;
  value->values = calloc(count ? count : 1, sizeof(float));
  return true;
}

static bool shape_like(value_t *value, const value_t *other) { return shape(value, other->rank, other->sizes); }

static size_t channels_of(const value_t *value) { return value->rank > 1 ? value->sizes[1] : 1; }

/** Number of values per channel. */
static size_t pixels_of(const value_t *value) {
  size_t pixels = 1;
  for (size_t i = 2; i < value->rank; i++) pixels *= value->sizes[i];
  return pixels;
}

static const value_t *in(const net_t *net, const onnx_node_t *node, size_t i) {
  return i < node->inputs && node->input[i] >= 0 ? &net->values[node->input[i]] : NULL;
}

static value_t *out(const net_t *net, const onnx_node_t *node, size_t i) { return &net->values[node->output[i]]; }

static bool concat(net_t *net, const onnx_node_t *node) {
  size_t sizes[NET_MAX_DIMENSIONS], channels = 0;
  const value_t *first = in(net, node, 0);
  if (node->axis != 1 || first->rank < 2 || first->sizes[0] != 1) return false;
  for (size_t i = 0; i < node->inputs; i++) {
    if (in(net, node, i)->rank != first->rank || pixels_of(in(net, node, i)) != pixels_of(first)) return false;
    channels += channels_of(in(net, node, i));
  }
  memcpy(sizes, first->sizes, sizeof sizes);
  sizes[1] = channels;
  if (!shape(out(net, node, 0), first->rank, sizes)) return false;
  float *into = out(net, node, 0)->values;
  for (size_t i = 0; i < node->inputs; i++) {
    memcpy(into, in(net, node, i)->values, in(net, node, i)->count * sizeof *into);
    into += in(net, node, i)->count;
  }
  return true;
}

static bool split(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *sizes = in(net, node, 1);
  if (node->axis != 1 || x->rank != 2 || x->sizes[0] != 1 || sizes == NULL || sizes->count != node->outputs) return false;
  size_t at = 0;
  for (size_t i = 0; i < node->outputs; i++) {
    const size_t own[] = {1, (size_t)sizes->values[i]};
    if (own[1] > x->count - at || !shape(out(net, node, i), 2, own)) return false;
    memcpy(out(net, node, i)->values, x->values + at, own[1] * sizeof(float));
    at += own[1];
  }
  return at == x->count;
}

static bool reshape(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *asked = in(net, node, 1);
  size_t sizes[NET_MAX_DIMENSIONS] = {1, x->count}, rank = 2;
  if (asked != NULL) {
    if (asked->count > NET_MAX_DIMENSIONS) return false;
    rank = asked->count;
    for (size_t i = 0; i < rank; i++) {
      if (asked->values[i] < 1) return false;
      sizes[i] = (size_t)asked->values[i];
    }
  } else if (node->axis != 1 || x->sizes[0] != 1) return false;
  if (!shape(out(net, node, 0), rank, sizes) || out(net, node, 0)->count != x->count) return false;
  memcpy(out(net, node, 0)->values, x->values, x->count * sizeof(float));
  return true;
}

static bool gemm(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *w = in(net, node, 1), *bias = in(net, node, 2);
  if (x->rank != 2 || w->rank != 2 || x->sizes[0] != 1 || x->sizes[1] != w->sizes[0]) return false;
  const size_t rows = w->sizes[0], columns = w->sizes[1], sizes[] = {1, columns};
  if ((bias != NULL && bias->count != columns) || !shape(out(net, node, 0), 2, sizes)) return false;
  float *y = out(net, node, 0)->values;
  double *sums = calloc(columns, sizeof *sums);
  for (size_t k = 0; k < rows; k++)
    for (size_t n = 0; n < columns; n++) sums[n] += (double)x->values[k] * w->values[k * columns + n];
  for (size_t n = 0; n < columns; n++) y[n] = (float)(sums[n] + (bias == NULL ? 0 : bias->values[n]));
  free(sums);
  return true;
}

static bool leaky_relu(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0);
  if (!shape_like(out(net, node, 0), x)) return false;
  for (size_t i = 0; i < x->count; i++)
    out(net, node, 0)->values[i] = x->values[i] < 0 ? node->alpha * x->values[i] : x->values[i];
  return true;
}

/** Element-wise on two tensors of the same shape, or on one tensor and one number per channel. */
static bool add(net_t *net, const onnx_node_t *node) {
  const value_t *a = in(net, node, 0), *b = in(net, node, 1);
  const size_t pixels = pixels_of(a);
  const bool is_bias = b->count != a->count && b->count == channels_of(a);
  if ((!is_bias && b->count != a->count) || !shape_like(out(net, node, 0), a)) return false;
  for (size_t i = 0; i < a->count; i++)
    out(net, node, 0)->values[i] = a->values[i] + b->values[is_bias ? i / pixels : i];
  return true;
}

/** A valid convolution along the last axis: kernels of one row, strides of one. */
static bool conv(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *w = in(net, node, 1), *bias = in(net, node, 2);
  if (x->rank != 4 || w->rank != 4 || x->sizes[0] != 1 || x->sizes[2] != 1 || w->sizes[2] != 1 || node->group < 1)
    return false;
  const size_t group = (size_t)node->group, taps = w->sizes[3], apart = (size_t)node->dilation, width = x->sizes[3];
  const size_t in_each = w->sizes[1], reach = (taps - 1) * apart;
  if (in_each * group != x->sizes[1] || w->sizes[0] % group != 0 || reach >= width) return false;
  if (bias != NULL && bias->count != w->sizes[0]) return false;
  const size_t columns = width - reach, sizes[] = {1, w->sizes[0], 1, columns};
  if (!shape(out(net, node, 0), 4, sizes)) return false;
  float *sums = calloc(columns, sizeof *sums);
  for (size_t o = 0; o < w->sizes[0]; o++) {
    const size_t from = o / (w->sizes[0] / group) * in_each;
    for (size_t n = 0; n < columns; n++) sums[n] = bias == NULL ? 0 : bias->values[o];
    for (size_t c = 0; c < in_each; c++)
      for (size_t t = 0; t < taps; t++) {
        const float weight = w->values[(o * in_each + c) * taps + t];
        const float *row = x->values + (from + c) * width + t * apart;
        for (size_t n = 0; weight != 0 && n < columns; n++) sums[n] += weight * row[n];
      }
    for (size_t n = 0; n < columns; n++) out(net, node, 0)->values[o * columns + n] = sums[n];
  }
  free(sums);
  return true;
}

/** The scale and zero point of an element: one for all, or one per slice of the axis. */
static bool scale_at(const value_t *x, const value_t *scale, int64_t axis, size_t i, size_t *which) {
  if (scale->count == 1) return *which = 0, true;
  if (axis < 0 || (size_t)axis >= x->rank || scale->count != x->sizes[axis]) return false;
  size_t behind = 1;
  for (size_t d = (size_t)axis + 1; d < x->rank; d++) behind *= x->sizes[d];
  return *which = i / behind % x->sizes[axis], true;
}

static bool quantise(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *scale = in(net, node, 1), *zero = in(net, node, 2);
  size_t which;
  if (zero == NULL || zero->count != scale->count || !shape_like(out(net, node, 0), x)) return false;
  const onnx_range_t range = net->graph.names[node->input[2]].range;
  for (size_t i = 0; i < x->count; i++) {
    if (!scale_at(x, scale, node->axis, i, &which)) return false;
    const double level = nearbyint((double)x->values[i] / scale->values[which]) + zero->values[which];
    out(net, node, 0)->values[i] = (float)fmin(fmax(level, range.low), range.high);
  }
  return true;
}

static bool dequantise(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *scale = in(net, node, 1), *zero = in(net, node, 2);
  size_t which;
  if ((zero != NULL && zero->count != scale->count) || !shape_like(out(net, node, 0), x)) return false;
  for (size_t i = 0; i < x->count; i++) {
    if (!scale_at(x, scale, node->axis, i, &which)) return false;
    out(net, node, 0)->values[i] = (x->values[i] - (zero == NULL ? 0 : zero->values[which])) * scale->values[which];
  }
  return true;
}

static const struct {
  const char *name;
  size_t min_inputs;
  bool (*run)(net_t *net, const onnx_node_t *node);
} OPERATORS[] = {
    {"Concat", 1, concat},         {"Split", 2, split},         {"Flatten", 1, reshape},
    {"Reshape", 2, reshape},       {"Gemm", 2, gemm},           {"LeakyRelu", 1, leaky_relu},
    {"Add", 2, add},               {"Conv", 2, conv},           {"QuantizeLinear", 3, quantise},
    {"DequantizeLinear", 2, dequantise},
};
enum { OPERATOR_COUNT = sizeof OPERATORS / sizeof *OPERATORS };

static int operator_of(const char *name) {
  for (int i = 0; i < OPERATOR_COUNT; i++)
    if (strcmp(OPERATORS[i].name, name) == 0) return i;
  return -1;
}

static void to_half(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = (float)(_Float16)values[i];
}

void net_free(net_t *net) {
  if (net == NULL) return;
  for (size_t i = 0; net->values != NULL && i < net->graph.name_count; i++) free(net->values[i].values);
  free(net->values);
  onnx_free(&net->graph);
  free(net);
}

/** Checks that every name a node reads is an input, a constant, or the output of an earlier node. */
static bool is_complete(const onnx_graph_t *graph, char *why, size_t room) {
  bool *defined = calloc(graph->name_count + 1, sizeof *defined);
  bool sound = true;
  for (size_t i = 0; i < graph->name_count; i++) defined[i] = graph->names[i].is_constant;
  for (size_t i = 0; i < graph->inputs; i++) defined[graph->input[i]] = true;
  for (size_t n = 0; sound && n < graph->nodes; n++) {
    const onnx_node_t *node = &graph->node[n];
    const int which = operator_of(node->operator_name);
    if (which < 0) sound = refuse(why, room, "the operator %s is not supported", node->operator_name);
    else if (node->inputs < OPERATORS[which].min_inputs || node->outputs < 1)
      sound = refuse(why, room, "a %s has too few inputs", node->operator_name);
    for (size_t i = 0; sound && i < node->inputs; i++)
      if (node->input[i] >= 0 ? !defined[node->input[i]] : i < OPERATORS[which].min_inputs)
        sound = refuse(why, room, "a %s has an input that no earlier node computes", node->operator_name);
    for (size_t i = 0; sound && i < node->outputs; i++) {
      if (node->output[i] < 0) sound = refuse(why, room, "a %s has an output without a name", node->operator_name);
      else defined[node->output[i]] = true;
    }
  }
  for (size_t i = 0; sound && i < graph->outputs; i++)
    if (!defined[graph->output[i]]) sound = refuse(why, room, "no node computes %s", graph->names[graph->output[i]].name);
  free(defined);
  return sound;
}

net_t *net_load(const uint8_t *bytes, size_t size, char *why, size_t room) {
  net_t *net = calloc(1, sizeof *net);
  if (!onnx_read(&net->graph, bytes, size)) {
    refuse(why, room, "no ONNX file that can be read");
    net_free(net);
    return NULL;
  }
  net->values = calloc(net->graph.name_count + 1, sizeof *net->values);
  bool sound = is_complete(&net->graph, why, room);
  for (size_t i = 0; sound && i < net->graph.name_count; i++) {
    const onnx_name_t *name = &net->graph.names[i];
    if (name->rank == 0 && !name->is_constant) continue; // computed by a node
    if (!shape(&net->values[i], name->rank, name->sizes))
      sound = refuse(why, room, "the tensor %s is too large", name->name);
    else if (name->is_constant) memcpy(net->values[i].values, name->values, net->values[i].count * sizeof(float));
  }
  if (sound) return net;
  net_free(net);
  return NULL;
}

size_t net_inputs(const net_t *net) { return net->graph.inputs; }
size_t net_outputs(const net_t *net) { return net->graph.outputs; }

static net_tensor_t describe(const net_t *net, size_t i) {
  const onnx_name_t *name = &net->graph.names[i];
  net_tensor_t tensor = {.name = name->name, .rank = name->rank, .count = 1};
  memcpy(tensor.sizes, name->sizes, sizeof tensor.sizes);
  for (size_t d = 0; d < name->rank; d++) tensor.count *= name->sizes[d];
  return tensor;
}

net_tensor_t net_input(const net_t *net, size_t i) { return describe(net, net->graph.input[i]); }
net_tensor_t net_output(const net_t *net, size_t i) { return describe(net, net->graph.output[i]); }

void net_use_halves(net_t *net) {
  net->uses_halves = true;
  // Sizes are small integers.
  for (size_t i = 0; i < net->graph.name_count; i++)
    if (net->graph.names[i].is_constant && net->graph.names[i].is_real) to_half(net->values[i].values, net->values[i].count);
}

int net_run(net_t *net, const float *const *inputs, float *const *outputs, char *why, size_t room) {
  const onnx_graph_t *graph = &net->graph;
  for (size_t i = 0; i < graph->inputs; i++) {
    value_t *value = &net->values[graph->input[i]];
    memcpy(value->values, inputs[i], value->count * sizeof(float));
    if (net->uses_halves) to_half(value->values, value->count);
  }
  for (size_t n = 0; n < graph->nodes; n++) {
    const onnx_node_t *node = &graph->node[n];
    if (!OPERATORS[operator_of(node->operator_name)].run(net, node)) {
      refuse(why, room, "the sizes of a %s (%s) do not match", node->operator_name, graph->names[node->output[0]].name);
      return -1;
    }
    for (size_t i = 0; net->uses_halves && i < node->outputs; i++)
      to_half(out(net, node, i)->values, out(net, node, i)->count);
  }
  for (size_t i = 0; i < graph->outputs; i++) {
    const value_t *value = &net->values[graph->output[i]];
    if (value->count != net_output(net, i).count) {
      refuse(why, room, "%s has %zu values", graph->names[graph->output[i]].name, value->count);
      return -1;
    }
    memcpy(outputs[i], value->values, value->count * sizeof(float));
  }
  return 0;
}

int net_run_flat(net_t *net, const float *inputs, size_t input_count, float *outputs, size_t output_count, char *why,
                 size_t room) {
  size_t in = 0, out = 0;
  for (size_t i = 0; i < net_inputs(net); i++) in += net_input(net, i).count;
  for (size_t i = 0; i < net_outputs(net); i++) out += net_output(net, i).count;
  if (in != input_count || out != output_count) {
    snprintf(why, room, "the inputs have %zu numbers and the outputs %zu, not %zu and %zu", in, out, input_count, output_count);
    return -1;
  }
  const float **from = calloc(net_inputs(net), sizeof *from);
  float **to = calloc(net_outputs(net), sizeof *to);
  for (size_t i = 0; i < net_inputs(net); inputs += net_input(net, i).count, i++) from[i] = inputs;
  for (size_t i = 0; i < net_outputs(net); outputs += net_output(net, i).count, i++) to[i] = outputs;
  const int result = net_run(net, from, to, why, room);
  free(from);
  free(to);
  return result;
}
