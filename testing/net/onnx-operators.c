#include "onnx-operators.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool net_shape(value_t *value, size_t rank, const size_t *sizes) {
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

static bool shape_like(value_t *value, const value_t *other) { return net_shape(value, other->rank, other->sizes); }

static const value_t *in(const net_t *net, const onnx_node_t *node, size_t i) {
  return i < node->inputs && node->input[i] >= 0 ? &net->values[node->input[i]] : NULL;
}

value_t *net_out(const net_t *net, const onnx_node_t *node, size_t i) { return &net->values[node->output[i]]; }

/** The sizes before an axis, multiplied, and those after it. */
static void sides_of(const value_t *value, size_t axis, size_t *before, size_t *after) {
  *before = *after = 1;
  for (size_t i = 0; i < axis; i++) *before *= value->sizes[i];
  for (size_t i = axis + 1; i < value->rank; i++) *after *= value->sizes[i];
}

static bool is_same_but(const value_t *a, const value_t *b, size_t axis) {
  if (a->rank != b->rank) return false;
  for (size_t i = 0; i < a->rank; i++)
    if (i != axis && a->sizes[i] != b->sizes[i]) return false;
  return true;
}

static bool concat(net_t *net, const onnx_node_t *node) {
  size_t sizes[NET_MAX_DIMENSIONS], before, after, whole = 0;
  const value_t *first = in(net, node, 0);
  if (node->axis < 0 || (size_t)node->axis >= first->rank) return false;
  const size_t axis = (size_t)node->axis;
  for (size_t i = 0; i < node->inputs; i++) {
    if (!is_same_but(in(net, node, i), first, axis)) return false;
    whole += in(net, node, i)->sizes[axis];
  }
  memcpy(sizes, first->sizes, sizeof sizes);
  sizes[axis] = whole;
  if (!net_shape(net_out(net, node, 0), first->rank, sizes)) return false;
  sides_of(first, axis, &before, &after);
  float *into = net_out(net, node, 0)->values;
  for (size_t row = 0; row < before; row++)
    for (size_t i = 0; i < node->inputs; i++) {
      const size_t size = in(net, node, i)->sizes[axis] * after;
      memcpy(into, in(net, node, i)->values + row * size, size * sizeof *into);
      into += size;
    }
  return true;
}

/** A part of one axis: starts, ends and axes have one number each. */
static bool slice(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *start = in(net, node, 1), *end = in(net, node, 2), *axes = in(net, node, 3);
  if (node->inputs > 4 || start->count != 1 || end->count != 1 || axes->count != 1) return false;
  const float axis_value = axes->values[0], from_value = start->values[0], to_value = end->values[0];
  if (axis_value < 0 || axis_value >= (float)x->rank || from_value < 0 || to_value < from_value) return false;
  const size_t axis = (size_t)axis_value, from = (size_t)from_value, to = (size_t)to_value, whole = x->sizes[axis];
  size_t sizes[NET_MAX_DIMENSIONS], before, after;
  if (to > whole) return false;
  memcpy(sizes, x->sizes, sizeof sizes);
  sizes[axis] = to - from;
  if (!net_shape(net_out(net, node, 0), x->rank, sizes)) return false;
  sides_of(x, axis, &before, &after);
  const size_t size = (to - from) * after;
  for (size_t row = 0; row < before; row++)
    memcpy(net_out(net, node, 0)->values + row * size, x->values + (row * whole + from) * after, size * sizeof(float));
  return true;
}

static bool transpose(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0);
  size_t sizes[NET_MAX_DIMENSIONS], step[NET_MAX_DIMENSIONS], at[NET_MAX_DIMENSIONS] = {0};
  bool is_used[NET_MAX_DIMENSIONS] = {false};
  if (node->orders != x->rank) return false;
  for (size_t i = 0; i < x->rank; i++) {
    if (is_used[node->order[i]]) return false;
    is_used[node->order[i]] = true;
    sizes[i] = x->sizes[node->order[i]];
    step[i] = 1;
    for (size_t d = node->order[i] + 1; d < x->rank; d++) step[i] *= x->sizes[d];
  }
  if (!net_shape(net_out(net, node, 0), x->rank, sizes)) return false;
  for (size_t n = 0; n < x->count; n++) {
    size_t from = 0;
    for (size_t i = 0; i < x->rank; i++) from += at[i] * step[i];
    net_out(net, node, 0)->values[n] = x->values[from];
    for (size_t i = x->rank; i-- > 0 && ++at[i] == sizes[i];) at[i] = 0;
  }
  return true;
}

/** Elements of the last axis by index. */
static bool gather(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *index = in(net, node, 1);
  if (x->rank == 0 || node->axis < 0 || (size_t)node->axis != x->rank - 1) return false;
  if (x->rank - 1 + index->rank > NET_MAX_DIMENSIONS) return false;
  size_t sizes[NET_MAX_DIMENSIONS], width = x->sizes[x->rank - 1];
  memcpy(sizes, x->sizes, sizeof sizes);
  memcpy(sizes + x->rank - 1, index->sizes, index->rank * sizeof *sizes);
  if (!net_shape(net_out(net, node, 0), x->rank - 1 + index->rank, sizes)) return false;
  for (size_t n = 0; n < net_out(net, node, 0)->count; n++) {
    const float place = index->values[n % index->count];
    if (place < 0 || place >= (float)width) return false;
    net_out(net, node, 0)->values[n] = x->values[n / index->count * width + (size_t)place];
  }
  return true;
}

/** Matrices of the last two axes: one for each in front, or one for all on the right. */
static bool matmul(net_t *net, const onnx_node_t *node) {
  const value_t *a = in(net, node, 0), *b = in(net, node, 1);
  if (a->rank < 2 || b->rank < 2 || (b->rank > 2 && b->rank != a->rank)) return false;
  const size_t rows = a->sizes[a->rank - 2], inner = a->sizes[a->rank - 1], columns = b->sizes[b->rank - 1];
  for (size_t i = 0; b->rank > 2 && i + 2 < a->rank; i++)
    if (a->sizes[i] != b->sizes[i]) return false;
  size_t sizes[NET_MAX_DIMENSIONS];
  memcpy(sizes, a->sizes, sizeof sizes);
  sizes[a->rank - 1] = columns;
  if (inner != b->sizes[b->rank - 2] || !net_shape(net_out(net, node, 0), a->rank, sizes)) return false;
  for (size_t n = 0; n < net_out(net, node, 0)->count; n++) {
    const size_t row = n / columns, matrix = row / rows;
    const float *right = b->values + (b->rank > 2 ? matrix * inner * columns : 0) + n % columns;
    double sum = 0;
    for (size_t k = 0; k < inner; k++) sum += (double)a->values[row * inner + k] * right[k * columns];
    net_out(net, node, 0)->values[n] = (float)sum;
  }
  return true;
}

static bool split(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *sizes = in(net, node, 1);
  if (node->axis != 1 || x->rank != 2 || x->sizes[0] != 1 || sizes == NULL || sizes->count != node->outputs) return false;
  size_t at = 0;
  for (size_t i = 0; i < node->outputs; i++) {
    const size_t own[] = {1, (size_t)sizes->values[i]};
    if (own[1] > x->count - at || !net_shape(net_out(net, node, i), 2, own)) return false;
    memcpy(net_out(net, node, i)->values, x->values + at, own[1] * sizeof(float));
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
  if (!net_shape(net_out(net, node, 0), rank, sizes) || net_out(net, node, 0)->count != x->count) return false;
  memcpy(net_out(net, node, 0)->values, x->values, x->count * sizeof(float));
  return true;
}

static bool gemm(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *w = in(net, node, 1), *bias = in(net, node, 2);
  if (x->rank != 2 || w->rank != 2 || x->sizes[0] != 1 || x->sizes[1] != w->sizes[0]) return false;
  const size_t rows = w->sizes[0], columns = w->sizes[1], sizes[] = {1, columns};
  if ((bias != NULL && bias->count != columns) || !net_shape(net_out(net, node, 0), 2, sizes)) return false;
  float *y = net_out(net, node, 0)->values;
  double *sums = calloc(columns, sizeof *sums);
  for (size_t k = 0; k < rows; k++)
    for (size_t n = 0; n < columns; n++) sums[n] += (double)x->values[k] * w->values[k * columns + n];
  for (size_t n = 0; n < columns; n++) y[n] = (float)(sums[n] + (bias == NULL ? 0 : bias->values[n]));
  free(sums);
  return true;
}

static bool leaky_relu(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0);
  if (!shape_like(net_out(net, node, 0), x)) return false;
  for (size_t i = 0; i < x->count; i++)
    net_out(net, node, 0)->values[i] = x->values[i] < 0 ? node->alpha * x->values[i] : x->values[i];
  return true;
}

typedef float binary_t(float a, float b);
static float plus(float a, float b) { return a + b; }
static float minus(float a, float b) { return a - b; }
static float times(float a, float b) { return a * b; }

/** The step of each of `rank` axes of a result in an operand: 0 along the ones that are repeated. False where sizes do not match. */
static bool steps_of(const value_t *value, const value_t *result, size_t *step) {
  size_t size = 1;
  for (size_t i = result->rank, d = value->rank; i-- > 0;) {
    const size_t own = d > 0 ? value->sizes[--d] : 1;
    if (own != 1 && own != result->sizes[i]) return false;
    step[i] = own == 1 ? 0 : size;
    size *= own;
  }
  return true;
}

/** Element-wise on two tensors; axes of one are repeated along those of the other, as in ONNX. */
static bool binary(net_t *net, const onnx_node_t *node, binary_t *of) {
  const value_t *a = in(net, node, 0), *b = in(net, node, 1);
  size_t sizes[NET_MAX_DIMENSIONS], step_a[NET_MAX_DIMENSIONS], step_b[NET_MAX_DIMENSIONS], at[NET_MAX_DIMENSIONS] = {0};
  const size_t rank = a->rank > b->rank ? a->rank : b->rank;
  for (size_t i = 0; i < rank; i++) {
    const size_t in_a = i + a->rank >= rank ? a->sizes[i + a->rank - rank] : 1;
    const size_t in_b = i + b->rank >= rank ? b->sizes[i + b->rank - rank] : 1;
    sizes[i] = in_a == 1 ? in_b : in_a;
  }
  value_t *y = net_out(net, node, 0);
  if (!net_shape(y, rank, sizes) || !steps_of(a, y, step_a) || !steps_of(b, y, step_b)) return false;
  for (size_t n = 0; n < y->count; n++) {
    size_t from_a = 0, from_b = 0;
    for (size_t i = 0; i < rank; i++) from_a += at[i] * step_a[i], from_b += at[i] * step_b[i];
    y->values[n] = of(a->values[from_a], b->values[from_b]);
    for (size_t i = rank; i-- > 0 && ++at[i] == sizes[i];) at[i] = 0;
  }
  return true;
}

static bool add(net_t *net, const onnx_node_t *node) { return binary(net, node, plus); }
static bool subtract(net_t *net, const onnx_node_t *node) { return binary(net, node, minus); }
static bool multiply(net_t *net, const onnx_node_t *node) { return binary(net, node, times); }
static bool power(net_t *net, const onnx_node_t *node) { return binary(net, node, powf); }

static bool unary(net_t *net, const onnx_node_t *node, float of(float)) {
  const value_t *x = in(net, node, 0);
  if (!shape_like(net_out(net, node, 0), x)) return false;
  for (size_t i = 0; i < x->count; i++) net_out(net, node, 0)->values[i] = of(x->values[i]);
  return true;
}

static float logistic(float x) { return 1 / (1 + expf(-x)); }
static bool sigmoid(net_t *net, const onnx_node_t *node) { return unary(net, node, logistic); }
static bool hyperbolic(net_t *net, const onnx_node_t *node) { return unary(net, node, tanhf); }
static bool error_function(net_t *net, const onnx_node_t *node) { return unary(net, node, erff); }
static bool round_down(net_t *net, const onnx_node_t *node) { return unary(net, node, floorf); }
static bool sine(net_t *net, const onnx_node_t *node) { return unary(net, node, sinf); }
static bool cosine(net_t *net, const onnx_node_t *node) { return unary(net, node, cosf); }

/** A convolution without padding along the last axis; another axis between it and the channels has a size of one. */
static bool conv(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *w = in(net, node, 1), *bias = in(net, node, 2);
  if (x->rank < 3 || x->rank > 4 || w->rank != x->rank || x->sizes[0] != 1 || node->group < 1) return false;
  if (x->rank == 4 && (x->sizes[2] != 1 || w->sizes[2] != 1)) return false;
  const size_t group = (size_t)node->group, taps = w->sizes[w->rank - 1], width = x->sizes[x->rank - 1];
  const size_t apart = (size_t)node->dilation, stride = (size_t)node->stride;
  const size_t in_each = w->sizes[1], reach = (taps - 1) * apart;
  if (in_each * group != x->sizes[1] || w->sizes[0] % group != 0 || reach >= width) return false;
  if (bias != NULL && bias->count != w->sizes[0]) return false;
  const size_t columns = (width - reach - 1) / stride + 1;
  const size_t wide[] = {1, w->sizes[0], 1, columns}, narrow[] = {1, w->sizes[0], columns};
  if (!net_shape(net_out(net, node, 0), x->rank, x->rank == 4 ? wide : narrow)) return false;
  float *sums = calloc(columns, sizeof *sums);
  for (size_t o = 0; o < w->sizes[0]; o++) {
    const size_t from = o / (w->sizes[0] / group) * in_each;
    for (size_t n = 0; n < columns; n++) sums[n] = bias == NULL ? 0 : bias->values[o];
    for (size_t c = 0; c < in_each; c++)
      for (size_t t = 0; t < taps; t++) {
        const float weight = w->values[(o * in_each + c) * taps + t];
        const float *row = x->values + (from + c) * width + t * apart;
        if (weight == 0) continue;
        // Apart, so that the compiler uses vectors for the usual stride.
        if (stride == 1)
          for (size_t n = 0; n < columns; n++) sums[n] += weight * row[n];
        else
          for (size_t n = 0; n < columns; n++) sums[n] += weight * row[n * stride];
      }
    for (size_t n = 0; n < columns; n++) net_out(net, node, 0)->values[o * columns + n] = sums[n];
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
  if (zero == NULL || zero->count != scale->count || !shape_like(net_out(net, node, 0), x)) return false;
  const onnx_range_t range = net->graph.names[node->input[2]].range;
  for (size_t i = 0; i < x->count; i++) {
    if (!scale_at(x, scale, node->axis, i, &which)) return false;
    const double level = nearbyint((double)x->values[i] / scale->values[which]) + zero->values[which];
    net_out(net, node, 0)->values[i] = (float)fmin(fmax(level, range.low), range.high);
  }
  return true;
}

static bool dequantise(net_t *net, const onnx_node_t *node) {
  const value_t *x = in(net, node, 0), *scale = in(net, node, 1), *zero = in(net, node, 2);
  size_t which;
  if ((zero != NULL && zero->count != scale->count) || !shape_like(net_out(net, node, 0), x)) return false;
  for (size_t i = 0; i < x->count; i++) {
    if (!scale_at(x, scale, node->axis, i, &which)) return false;
    net_out(net, node, 0)->values[i] = (x->values[i] - (zero == NULL ? 0 : zero->values[which])) * scale->values[which];
  }
  return true;
}

const operator_t NET_OPERATORS[] = {
    {"Concat", 1, concat},
    {"Split", 2, split},
    {"Flatten", 1, reshape},
    {"Reshape", 2, reshape},
    {"Gemm", 2, gemm},
    {"LeakyRelu", 1, leaky_relu},
    {"Add", 2, add},
    {"Sub", 2, subtract},
    {"Mul", 2, multiply},
    {"Pow", 2, power},
    {"Conv", 2, conv},
    {"QuantizeLinear", 3, quantise},
    {"DequantizeLinear", 2, dequantise},
    {"Slice", 4, slice},
    {"Transpose", 1, transpose},
    {"Gather", 2, gather},
    {"MatMul", 2, matmul},
    {"Sigmoid", 1, sigmoid},
    {"Tanh", 1, hyperbolic},
    {"Erf", 1, error_function},
    {"Floor", 1, round_down},
    {"Sin", 1, sine},
    {"Cos", 1, cosine},
};
const int NET_OPERATOR_COUNT = sizeof NET_OPERATORS / sizeof *NET_OPERATORS;
