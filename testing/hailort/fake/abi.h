// The part of libhailort's C interface that the binding uses, declared from its documentation: names, argument order, values.
// The assertions check the offsets of the structs; FAKE_MAJOR and FAKE_MINOR select the simulated release.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef FAKE_MAJOR
#define FAKE_MAJOR 4
#endif
#ifndef FAKE_MINOR
#define FAKE_MINOR 23
#endif

// Whether the simulated release is 4.<minor> or later.
#define FAKE_AT_LEAST(minor) (FAKE_MAJOR > 4 || FAKE_MINOR >= (minor))

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field)
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type)

typedef int hailo_status;
enum {
  OK = 0,
  INVALID_ARGUMENT = 2,
  TIMEOUT = 4,
  INSUFFICIENT_BUFFER = 5,
  OPEN_FILE_FAILURE = 13,
  INVALID_HEF = 26,
  NOT_FOUND = 61,
  STREAM_ABORT = 63,
  DEVICE_IN_USE = 73,
  OUT_OF_PHYSICAL_DEVICES = 74,
  HEF_FILE_CORRUPTED = 91,
  HEF_NOT_COMPATIBLE = 93,
};
enum { TYPE_AUTO, TYPE_UINT8, TYPE_UINT16, TYPE_FLOAT32 };
enum { ORDER_AUTO = 0, ORDER_NHWC = 1, ORDER_NCHW = 11 };
enum { HAILO8 = 1, HAILO8L = 2, HAILO10H = 6 };

typedef struct {
  uint32_t major, minor, revision;
} version_t;
SIZE(version_t, 12);

typedef struct {
  char id[32];
} device_id_t;
SIZE(device_id_t, 32);

typedef struct {
  int32_t type, order, flags;
} format_t;
SIZE(format_t, 12);

typedef struct {
  float zero_point, scale, min, max;
} quant_t;
SIZE(quant_t, 16);

typedef struct {
  float first, second;
  uint16_t samples;
} temperature_t;
SIZE(temperature_t, 12);
AT(temperature_t, samples, 8);

typedef struct {
  uint32_t protocol;
  version_t firmware;
  uint32_t logger;
  uint8_t board_length;
  char board[32];
  bool is_release, extended_buffer;
  int32_t architecture;
  uint8_t serial_length;
  char serial[16];
  uint8_t part_length;
  char part[16];
  uint8_t product_length;
  char product[42];
} identity_t;
SIZE(identity_t, 140);
AT(identity_t, board, 21);
AT(identity_t, architecture, 56);
AT(identity_t, product, 95);

typedef struct {
  uint32_t device_count;
  device_id_t *device_ids;
  int32_t scheduling;
  const char *group_id;
  bool multi_process;
} vdevice_params_t;
SIZE(vdevice_params_t, 40);
AT(vdevice_params_t, device_ids, 8);
AT(vdevice_params_t, group_id, 24);

typedef struct {
  char name[128];
  bool is_multi_context;
} group_info_t;
SIZE(group_info_t, 129);

typedef struct {
  uint32_t height, width, features;
} shape_t;

// Non-maximum suppression got one more number with 4.20; the union around it grew, and the following fields moved.
// FAKE_GROWN is a release whose struct has grown again, unknown to the binding.
#ifndef FAKE_GROWN
#define FAKE_GROWN 0
#endif
typedef union {
  shape_t shape;
  uint32_t nms[(FAKE_AT_LEAST(20) ? 4 : 3) + FAKE_GROWN];
} vstream_shape_t;

typedef struct {
  char name[128];
  char network[257];
  int32_t direction;
  format_t format;
  vstream_shape_t shape;
  quant_t quant;
} vstream_info_t;
SIZE(vstream_info_t, (FAKE_AT_LEAST(20) ? 436 : 432) + 4 * FAKE_GROWN);
AT(vstream_info_t, network, 128);
AT(vstream_info_t, direction, 388);
AT(vstream_info_t, format, 392);
AT(vstream_info_t, shape, 404);
AT(vstream_info_t, quant, (FAKE_AT_LEAST(20) ? 420 : 416) + 4 * FAKE_GROWN);

typedef union {
  struct {
    shape_t shape, hardware;
  } shapes;
  uint32_t nms[FAKE_AT_LEAST(20) ? 41 : 40];
} stream_shape_t;

typedef struct {
  stream_shape_t shape;
  uint32_t data_bytes, frame_bytes;
  format_t format;
  int32_t direction;
  uint8_t index;
  char name[128];
  quant_t quant;
  bool is_mux;
} stream_info_t;
SIZE(stream_info_t, FAKE_AT_LEAST(20) ? 340 : 336);
AT(stream_info_t, data_bytes, FAKE_AT_LEAST(20) ? 164 : 160);
AT(stream_info_t, name, FAKE_AT_LEAST(20) ? 189 : 185);
AT(stream_info_t, is_mux, FAKE_AT_LEAST(20) ? 336 : 332);

typedef struct {
  format_t format;
  uint32_t timeout_ms, queue_size;
  int32_t stats, element_stats;
} vstream_params_t;
SIZE(vstream_params_t, 28);
AT(vstream_params_t, timeout_ms, 12);
AT(vstream_params_t, queue_size, 16);

typedef struct {
  char name[128];
  vstream_params_t params;
} named_params_t;
SIZE(named_params_t, 156);
AT(named_params_t, params, 128);
