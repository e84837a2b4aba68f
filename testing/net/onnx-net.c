#include "onnx-net.h"
#include "onnx-operators.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(char *why, size_t room, const char *format, ...) {
  va_list words;
  va_start(words, format);
  vsnprintf(why, room, format, words);
  va_end(words);
  return false;
}

static int operator_of(const char *name) {
  for (int i = 0; i < NET_OPERATOR_COUNT; i++)
    if (strcmp(NET_OPERATORS[i].name, name) == 0) return i;
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
    else if (node->inputs < NET_OPERATORS[which].min_inputs || node->outputs < 1)
      sound = refuse(why, room, "a %s has too few inputs", node->operator_name);
    for (size_t i = 0; sound && i < node->inputs; i++)
      if (node->input[i] >= 0 ? !defined[node->input[i]] : i < NET_OPERATORS[which].min_inputs)
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
    if (!net_shape(&net->values[i], name->rank, name->sizes))
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
    if (!NET_OPERATORS[operator_of(node->operator_name)].run(net, node)) {
      refuse(why, room, "the sizes of a %s (%s) do not match", node->operator_name, graph->names[node->output[0]].name);
      return -1;
    }
    for (size_t i = 0; net->uses_halves && i < node->outputs; i++)
      to_half(net_out(net, node, i)->values, net_out(net, node, i)->count);
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
