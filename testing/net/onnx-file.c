#include "onnx-file.h"
#include <stdlib.h>
#include <string.h>

/** Bytes left to read; `at` is NULL after a format error. */
typedef struct {
  const uint8_t *at, *end;
} part_t;

/** A field of a message: a number, or a nested part. */
typedef struct {
  uint32_t number;
  bool is_part;
  uint64_t value; // of a varint, or the bits of a fixed-size number
  part_t part;
} field_t;

enum { VARINT, FIXED64, PART, FIXED32 = 5 };

static uint64_t varint(part_t *part) {
  uint64_t value = 0;
  for (int shift = 0; part->at != NULL && part->at < part->end && shift < 64; shift += 7) {
    const uint8_t byte = *part->at++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  part->at = NULL;
  return 0;
}

static uint64_t fixed(part_t *part, size_t bytes) {
  uint64_t value = 0;
  if (part->at == NULL || (size_t)(part->end - part->at) < bytes) return part->at = NULL, 0;
  for (size_t i = 0; i < bytes; i++) value |= (uint64_t)part->at[i] << (8 * i);
  part->at += bytes;
  return value;
}

/** Reads the next field; false at the end, or when `part` is malformed: then its `at` is NULL. */
static bool next(part_t *part, field_t *field) {
  if (part->at == NULL || part->at == part->end) return false;
  const uint64_t key = varint(part);
  *field = (field_t){.number = (uint32_t)(key >> 3), .is_part = (key & 7) == PART};
  switch (key & 7) {
  case VARINT: field->value = varint(part); break;
  case FIXED64: field->value = fixed(part, 8); break;
  case FIXED32: field->value = fixed(part, 4); break;
  case PART: {
    const uint64_t length = varint(part);
    if (part->at == NULL || length > (uint64_t)(part->end - part->at)) return part->at = NULL, false;
    field->part = (part_t){part->at, part->at + length};
    part->at += length;
    break;
  }
  default: part->at = NULL;
  }
  return part->at != NULL;
}

static float as_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static char *text(part_t part) {
  const size_t length = (size_t)(part.end - part.at);
  char *copy = malloc(length + 1);
  memcpy(copy, part.at, length);
  copy[length] = 0;
  return copy;
}

/** Appends a zeroed element to a list. */
static void *grow(void **list, size_t *count, size_t size) {
  *list = realloc(*list, (*count + 1) * size);
  return memset((char *)*list + (*count)++ * size, 0, size);
}

/** Index of a name, which is added when new; -1 for the empty name. */
static int place(onnx_graph_t *graph, part_t part) {
  char *name = text(part);
  int at = *name == 0 ? -1 : 0;
  while (at >= 0 && (size_t)at < graph->name_count && strcmp(graph->names[at].name, name) != 0) at++;
  if (at < 0 || (size_t)at < graph->name_count) return free(name), at;
  onnx_name_t *added = grow((void **)&graph->names, &graph->name_count, sizeof *added);
  added->name = name;
  return at;
}

static void list_place(onnx_graph_t *graph, part_t part, int **list, size_t *count) {
  const int at = place(graph, part);
  *(int *)grow((void **)list, count, sizeof at) = at;
}

enum { MAX_INTS = 8 };

/** Numbers of an attribute: one, or a list. */
typedef struct {
  size_t count;
  int64_t at[MAX_INTS];
} ints_t;

static bool add_int(ints_t *ints, uint64_t value) {
  if (ints->count == MAX_INTS) return false;
  ints->at[ints->count++] = (int64_t)value;
  return true;
}

static bool is_all(const ints_t *ints, int64_t value) {
  for (size_t i = 0; i < ints->count; i++)
    if (ints->at[i] != value) return false;
  return true;
}

/** Stores what the interpreter reads; false for attributes that change the meaning of an operator and are not implemented. */
static bool keep(onnx_node_t *node, const char *name, float real, int64_t whole, const ints_t *ints) {
  const int64_t last = ints->count == 0 ? 0 : ints->at[ints->count - 1];
  if (strcmp(name, "axis") == 0) node->axis = whole;
  if (strcmp(name, "group") == 0) node->group = whole;
  if (strcmp(name, "alpha") == 0) node->alpha = real;
  if (strcmp(name, "dilations") == 0) node->dilation = last;
  if (strcmp(name, "strides") == 0) node->stride = last;
  if (strcmp(name, "perm") == 0) {
    if (ints->count > NET_MAX_DIMENSIONS) return false;
    node->orders = ints->count;
    for (size_t i = 0; i < ints->count; i++) {
      if (ints->at[i] < 0 || (size_t)ints->at[i] >= ints->count) return false;
      node->order[i] = (size_t)ints->at[i];
    }
  }
  if (strcmp(name, "pads") == 0) return is_all(ints, 0);
  return strcmp(name, "transA") != 0 && strcmp(name, "transB") != 0 && strcmp(name, "auto_pad") != 0;
}

static bool attribute(onnx_node_t *node, part_t part) {
  char *name = NULL;
  float real = 0;
  int64_t whole = 0;
  ints_t ints = {0};
  bool is_sound = true;
  for (field_t field; is_sound && next(&part, &field);) {
    if (field.number == 1 && field.is_part) free(name), name = text(field.part);
    else if (field.number == 2) real = as_float((uint32_t)field.value);
    else if (field.number == 3) whole = (int64_t)field.value;
    else if (field.number == 8 && !field.is_part) is_sound = add_int(&ints, field.value);
    else if (field.number == 8)
      while (is_sound && field.part.at != NULL && field.part.at < field.part.end)
        is_sound = add_int(&ints, varint(&field.part));
  }
  is_sound = is_sound && part.at != NULL && name != NULL && keep(node, name, real, whole, &ints);
  free(name);
  return is_sound;
}

static bool node(onnx_graph_t *graph, part_t part) {
  onnx_node_t *added = grow((void **)&graph->node, &graph->nodes, sizeof *added);
  *added = (onnx_node_t){.axis = 1, .group = 1, .dilation = 1, .stride = 1, .alpha = 0.01f};
  for (field_t field; next(&part, &field);) {
    if (!field.is_part) continue;
    if (field.number == 1) list_place(graph, field.part, &added->input, &added->inputs);
    else if (field.number == 2) list_place(graph, field.part, &added->output, &added->outputs);
    else if (field.number == 4) free(added->operator_name), added->operator_name = text(field.part);
    else if (field.number == 5 && !attribute(added, field.part)) return false;
  }
  return part.at != NULL && added->operator_name != NULL && added->dilation > 0 && added->stride > 0;
}

/** Element types of TensorProto. */
static const struct {
  size_t bytes;
  bool is_real, is_signed;
} TYPES[] = {[1] = {4, true, true},   [2] = {1, false, false}, [3] = {1, false, true}, [4] = {2, false, false},
             [5] = {2, false, true},  [6] = {4, false, true},  [7] = {8, false, true}};

static bool tensor(onnx_graph_t *graph, part_t part) {
  part_t name = {NULL, NULL}, raw = {NULL, NULL};
  size_t rank = 0, sizes[NET_MAX_DIMENSIONS] = {0}, count = 1;
  uint64_t type = 0;
  for (field_t field; next(&part, &field);) {
    if (field.number == 1 && !field.is_part) {
      if (rank == NET_MAX_DIMENSIONS) return false;
      sizes[rank++] = (size_t)field.value;
    } else if (field.number == 1) {
      while (field.part.at != NULL && field.part.at < field.part.end) {
        if (rank == NET_MAX_DIMENSIONS) return false;
        sizes[rank++] = (size_t)varint(&field.part);
      }
    } else if (field.number == 2) type = field.value;
    else if (field.number == 8 && field.is_part) name = field.part;
    else if (field.number == 9 && field.is_part) raw = field.part;
  }
  if (part.at == NULL || name.at == NULL || raw.at == NULL || type < 1 || type >= sizeof TYPES / sizeof *TYPES) return false;
  for (size_t i = 0; i < rank; i++) {
    if (sizes[i] > (1u << 24) || count > (1u << 24)) return false;
    count *= sizes[i];
  }
  const size_t bytes = TYPES[type].bytes;
  if ((size_t)(raw.end - raw.at) != count * bytes) return false;
  const int at = place(graph, name);
  if (at < 0 || graph->names[at].is_constant) return false;
  onnx_name_t *added = &graph->names[at];
  added->is_constant = true;
  added->is_real = TYPES[type].is_real;
  added->rank = rank;
  memcpy(added->sizes, sizes, sizeof sizes);
  const double levels = (double)(1ull << (8 * bytes - 1));
  added->range = TYPES[type].is_signed ? (onnx_range_t){-levels, levels - 1} : (onnx_range_t){0, 2 * levels - 1};
  added->values = malloc((count ? count : 1) * sizeof(float));
  for (size_t i = 0; i < count; i++) {
    const uint64_t bits = fixed(&raw, bytes);
    const uint64_t sign = 1ull << (8 * bytes - 1);
    if (TYPES[type].is_real) added->values[i] = as_float((uint32_t)bits);
    else if (TYPES[type].is_signed) added->values[i] = (float)(int64_t)((bits ^ sign) - sign);
    else added->values[i] = (float)bits;
  }
  return true;
}

static bool inner(part_t *part, uint32_t number) {
  for (field_t field; next(part, &field);)
    if (field.number == number && field.is_part) return *part = field.part, true;
  return false;
}

/** Reads an input or output: its name and fixed sizes. */
static bool value(onnx_graph_t *graph, part_t part, int **list, size_t *count) {
  part_t name = part, shape = part;
  if (!inner(&name, 1) || !inner(&shape, 2) || !inner(&shape, 1) || !inner(&shape, 2)) return false;
  const int at = place(graph, name);
  if (at < 0) return false;
  onnx_name_t *added = &graph->names[at];
  added->rank = 0;
  for (field_t field; next(&shape, &field);) {
    if (field.number != 1 || !field.is_part) continue;
    uint64_t size = 0;
    for (field_t dimension; next(&field.part, &dimension);)
      if (dimension.number == 1 && !dimension.is_part) size = dimension.value;
    if (size < 1 || size > (1u << 24) || added->rank == NET_MAX_DIMENSIONS) return false;
    added->sizes[added->rank++] = (size_t)size;
  }
  *(int *)grow((void **)list, count, sizeof at) = at;
  return shape.at != NULL && added->rank > 0;
}

static bool graph_of(onnx_graph_t *graph, part_t part) {
  for (field_t field; next(&part, &field);) {
    if (!field.is_part) continue;
    if (field.number == 1 && !node(graph, field.part)) return false;
    if (field.number == 5 && !tensor(graph, field.part)) return false;
    if (field.number == 11 && !value(graph, field.part, &graph->input, &graph->inputs)) return false;
    if (field.number == 12 && !value(graph, field.part, &graph->output, &graph->outputs)) return false;
  }
  return part.at != NULL && graph->nodes > 0 && graph->inputs > 0 && graph->outputs > 0;
}

bool onnx_read(onnx_graph_t *graph, const uint8_t *bytes, size_t size) {
  part_t file = {bytes, bytes + size};
  memset(graph, 0, sizeof *graph);
  return size > 0 && inner(&file, 7) && graph_of(graph, file);
}

void onnx_free(onnx_graph_t *graph) {
  for (size_t i = 0; i < graph->name_count; i++) {
    free(graph->names[i].name);
    free(graph->names[i].values);
  }
  for (size_t i = 0; i < graph->nodes; i++) {
    free(graph->node[i].operator_name);
    free(graph->node[i].input);
    free(graph->node[i].output);
  }
  free(graph->names);
  free(graph->node);
  free(graph->input);
  free(graph->output);
}
