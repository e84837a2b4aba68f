// C interface to the InferModel of HailoRT 5, for the binding in ../src: HailoRT 5 runs a network on a Hailo-10H by that C++ class alone.
// Names and parameters are those of libhailort 4's C interface, with infer_ for hailo_; structs are the ones below, whatever the header has.
// Every function returns a hailo_status and never throws. A stream belongs to one thread at a time; different streams may be used at once.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INFER_INTERFACE 1

typedef struct {
  uint32_t major, minor, revision;
} infer_version; // 12 bytes

typedef struct {
  char id[32];
} infer_device_id; // 32 bytes

typedef struct {
  int32_t type, order, flags;
} infer_format; // 12 bytes

typedef struct {
  float zero_point, scale, min, max;
} infer_quant; // 16 bytes

typedef struct {
  float first, second;
  uint16_t samples;
} infer_temperature; // 12 bytes

// A text is preceded by its length.
typedef struct {
  uint32_t protocol;
  infer_version firmware;
  uint32_t logger;
  uint8_t board_length;
  char board[32];
  bool is_release, reserved[2];
  int32_t architecture;
  uint8_t serial_length;
  char serial[16];
  uint8_t part_length;
  char part[16];
  uint8_t product_length;
  char product[42];
} infer_identity; // 140 bytes

typedef struct {
  uint32_t device_count;
  infer_device_id *device_ids;
  int32_t scheduling;
  const char *group_id;
  bool multi_process;
} infer_vdevice_params; // 40 bytes

typedef struct {
  char name[128];
  bool is_multi_context;
} infer_group_info; // 129 bytes

typedef struct {
  char name[128];
} infer_name; // 128 bytes

typedef struct {
  char name[128];
  char network[257];
  int32_t direction;
  infer_format format;
  uint32_t shape[4]; // height, width, features; or numbers of non-maximum suppression
  infer_quant quant;
} infer_vstream_info; // 436 bytes

typedef struct {
  uint32_t shape[3], hardware_shape[3];
  uint32_t reserved[35];
  uint32_t data_bytes, frame_bytes;
  infer_format format;
  int32_t direction;
  uint8_t index;
  char name[128];
  infer_quant quant;
  bool is_mux;
} infer_stream_info; // 340 bytes

typedef struct {
  char name[128];
  infer_format format;
  uint32_t timeout_ms, queue_size;
  int32_t reserved[2];
} infer_stream_params; // 156 bytes

typedef struct infer_device infer_device;
typedef struct infer_vdevice infer_vdevice;
typedef struct infer_hef infer_hef;
typedef struct infer_group infer_group;
typedef struct infer_stream infer_stream;

int infer_interface(void);
int infer_get_library_version(infer_version *version);

int infer_scan_devices(void *params, infer_device_id *ids, size_t *count);
int infer_create_device_by_id(const infer_device_id *id, infer_device **device);
int infer_release_device(infer_device *device);
int infer_identify(infer_device *device, infer_identity *identity);
int infer_get_chip_temperature(infer_device *device, infer_temperature *temperature);
int infer_power_measurement(infer_device *device, int dvm, int type, float *watts);

int infer_init_vdevice_params(infer_vdevice_params *params);
// Virtual devices of one group share their chip inside this process: for HailoRT 5 each is a connection of its own to the chip.
int infer_create_vdevice(const infer_vdevice_params *params, infer_vdevice **vdevice);
int infer_get_physical_devices(infer_vdevice *vdevice, infer_device **devices, size_t *count);
int infer_release_vdevice(infer_vdevice *vdevice);

int infer_create_hef_file(infer_hef **hef, const char *file);
int infer_create_hef_buffer(infer_hef **hef, const void *bytes, size_t size);
int infer_release_hef(infer_hef *hef);
int infer_get_network_groups_infos(infer_hef *hef, infer_group_info *infos, size_t *count);
int infer_hef_get_original_names_from_vstream_name(infer_hef *hef, const char *group, const char *vstream, infer_name *names, size_t *count);
int infer_hef_get_all_stream_infos(infer_hef *hef, const char *name, infer_stream_info *infos, size_t length, size_t *count);
int infer_hef_get_all_vstream_infos(infer_hef *hef, const char *name, infer_vstream_info *infos, size_t *count);

// Makes and configures one InferModel for each network group, for float32: streams of another format configure it again.
int infer_configure_vdevice(infer_vdevice *vdevice, infer_hef *hef, void *params, infer_group **groups, size_t *count);
int infer_make_input_vstream_params(infer_group *group, bool unused, int type, infer_stream_params *params, size_t *count);
int infer_make_output_vstream_params(infer_group *group, bool unused, int type, infer_stream_params *params, size_t *count);
// Inputs first, then outputs; one set at a time. Sorted by name.
int infer_create_input_vstreams(infer_group *group, const infer_stream_params *params, size_t count, infer_stream **streams);
int infer_create_output_vstreams(infer_group *group, const infer_stream_params *params, size_t count, infer_stream **streams);
int infer_release_input_vstreams(infer_stream *const *streams, size_t count);
// Ends jobs under way, half a second at most; memory that a hung chip may still write is not released: HAILO_TIMEOUT.
int infer_release_output_vstreams(infer_stream *const *streams, size_t count);
int infer_get_input_vstream_frame_size(infer_stream *stream, size_t *size);
int infer_get_output_vstream_frame_size(infer_stream *stream, size_t *size);
int infer_get_input_vstream_info(infer_stream *stream, infer_vstream_info *info);
int infer_get_output_vstream_info(infer_stream *stream, infer_vstream_info *info);
int infer_get_input_vstream_user_format(infer_stream *stream, infer_format *format);
int infer_get_output_vstream_user_format(infer_stream *stream, infer_format *format);
int infer_get_input_vstream_quant_infos(infer_stream *stream, infer_quant *infos, size_t *count);
int infer_get_output_vstream_quant_infos(infer_stream *stream, infer_quant *infos, size_t *count);
// Queues a frame, and starts a job when every input has one; waits while the queue is full.
int infer_vstream_write_raw_buffer(infer_stream *stream, const void *frame, size_t size);
// Waits for the next frame.
int infer_vstream_read_raw_buffer(infer_stream *stream, void *frame, size_t size);

#ifdef __cplusplus
}
#endif
