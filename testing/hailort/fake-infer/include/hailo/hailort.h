// The part of HailoRT 5's C header that the shim and the check of headers use, declared from its documentation.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HAILO_UNIQUE_VDEVICE_GROUP_ID "UNIQUE"
#define HAILO_DEFAULT_VSTREAM_TIMEOUT_MS (10000)
#define HAILO_DEFAULT_VSTREAM_QUEUE_SIZE (2)

#define HAILO_STATUS_VARIABLES \
  HAILO_STATUS__X(0, HAILO_SUCCESS) \
  HAILO_STATUS__X(1, HAILO_UNINITIALIZED) \
  HAILO_STATUS__X(2, HAILO_INVALID_ARGUMENT) \
  HAILO_STATUS__X(3, HAILO_OUT_OF_HOST_MEMORY) \
  HAILO_STATUS__X(4, HAILO_TIMEOUT) \
  HAILO_STATUS__X(5, HAILO_INSUFFICIENT_BUFFER) \
  HAILO_STATUS__X(6, HAILO_INVALID_OPERATION) \
  HAILO_STATUS__X(7, HAILO_NOT_IMPLEMENTED) \
  HAILO_STATUS__X(8, HAILO_INTERNAL_FAILURE) \
  HAILO_STATUS__X(9, HAILO_DATA_ALIGNMENT_FAILURE) \
  HAILO_STATUS__X(10, HAILO_CHUNK_TOO_LARGE) \
  HAILO_STATUS__X(11, HAILO_INVALID_LOGGER_LEVEL) \
  HAILO_STATUS__X(12, HAILO_CLOSE_FAILURE) \
  HAILO_STATUS__X(13, HAILO_OPEN_FILE_FAILURE) \
  HAILO_STATUS__X(14, HAILO_FILE_OPERATION_FAILURE) \
  HAILO_STATUS__X(15, HAILO_UNSUPPORTED_CONTROL_PROTOCOL_VERSION) \
  HAILO_STATUS__X(16, HAILO_UNSUPPORTED_FW_VERSION) \
  HAILO_STATUS__X(17, HAILO_INVALID_CONTROL_RESPONSE) \
  HAILO_STATUS__X(18, HAILO_FW_CONTROL_FAILURE) \
  HAILO_STATUS__X(19, HAILO_ETH_FAILURE) \
  HAILO_STATUS__X(20, HAILO_ETH_INTERFACE_NOT_FOUND) \
  HAILO_STATUS__X(21, HAILO_ETH_RECV_FAILURE) \
  HAILO_STATUS__X(22, HAILO_ETH_SEND_FAILURE) \
  HAILO_STATUS__X(23, HAILO_INVALID_FIRMWARE) \
  HAILO_STATUS__X(24, HAILO_INVALID_CONTEXT_COUNT) \
  HAILO_STATUS__X(25, HAILO_INVALID_FRAME) \
  HAILO_STATUS__X(26, HAILO_INVALID_HEF) \
  HAILO_STATUS__X(27, HAILO_PCIE_NOT_SUPPORTED_ON_PLATFORM) \
  HAILO_STATUS__X(28, HAILO_INTERRUPTED_BY_SIGNAL) \
  HAILO_STATUS__X(29, HAILO_START_VDMA_CHANNEL_FAIL) \
  HAILO_STATUS__X(30, HAILO_SYNC_VDMA_BUFFER_FAIL) \
  HAILO_STATUS__X(31, HAILO_STOP_VDMA_CHANNEL_FAIL) \
  HAILO_STATUS__X(32, HAILO_CLOSE_VDMA_CHANNEL_FAIL) \
  HAILO_STATUS__X(33, HAILO_ATR_TABLES_CONF_VALIDATION_FAIL) \
  HAILO_STATUS__X(34, HAILO_EVENT_CREATE_FAIL) \
  HAILO_STATUS__X(35, HAILO_READ_EVENT_FAIL) \
  HAILO_STATUS__X(36, HAILO_DRIVER_OPERATION_FAILED) \
  HAILO_STATUS__X(37, HAILO_INVALID_FIRMWARE_MAGIC) \
  HAILO_STATUS__X(38, HAILO_INVALID_FIRMWARE_CODE_SIZE) \
  HAILO_STATUS__X(39, HAILO_INVALID_KEY_CERTIFICATE_SIZE) \
  HAILO_STATUS__X(40, HAILO_INVALID_CONTENT_CERTIFICATE_SIZE) \
  HAILO_STATUS__X(41, HAILO_MISMATCHING_FIRMWARE_BUFFER_SIZES) \
  HAILO_STATUS__X(42, HAILO_INVALID_FIRMWARE_CPU_ID) \
  HAILO_STATUS__X(43, HAILO_CONTROL_RESPONSE_MD5_MISMATCH) \
  HAILO_STATUS__X(44, HAILO_GET_CONTROL_RESPONSE_FAIL) \
  HAILO_STATUS__X(45, HAILO_GET_D2H_EVENT_MESSAGE_FAIL) \
  HAILO_STATUS__X(46, HAILO_MUTEX_INIT_FAIL) \
  HAILO_STATUS__X(47, HAILO_OUT_OF_DESCRIPTORS) \
  HAILO_STATUS__X(48, HAILO_UNSUPPORTED_OPCODE) \
  HAILO_STATUS__X(49, HAILO_USER_MODE_RATE_LIMITER_NOT_SUPPORTED) \
  HAILO_STATUS__X(50, HAILO_RATE_LIMIT_MAXIMUM_BANDWIDTH_EXCEEDED) \
  HAILO_STATUS__X(51, HAILO_ANSI_TO_UTF16_CONVERSION_FAILED) \
  HAILO_STATUS__X(52, HAILO_UTF16_TO_ANSI_CONVERSION_FAILED) \
  HAILO_STATUS__X(53, HAILO_UNEXPECTED_INTERFACE_INFO_FAILURE) \
  HAILO_STATUS__X(54, HAILO_UNEXPECTED_ARP_TABLE_FAILURE) \
  HAILO_STATUS__X(55, HAILO_MAC_ADDRESS_NOT_FOUND) \
  HAILO_STATUS__X(56, HAILO_NO_IPV4_INTERFACES_FOUND) \
  HAILO_STATUS__X(57, HAILO_SHUTDOWN_EVENT_SIGNALED) \
  HAILO_STATUS__X(58, HAILO_THREAD_ALREADY_ACTIVATED) \
  HAILO_STATUS__X(59, HAILO_THREAD_NOT_ACTIVATED) \
  HAILO_STATUS__X(60, HAILO_THREAD_NOT_JOINABLE) \
  HAILO_STATUS__X(61, HAILO_NOT_FOUND) \
  HAILO_STATUS__X(62, HAILO_COMMUNICATION_CLOSED) \
  HAILO_STATUS__X(63, HAILO_STREAM_ABORT) \
  HAILO_STATUS__X(64, HAILO_DRIVER_NOT_INSTALLED) \
  HAILO_STATUS__X(65, HAILO_NOT_AVAILABLE) \
  HAILO_STATUS__X(66, HAILO_TRAFFIC_CONTROL_FAILURE) \
  HAILO_STATUS__X(67, HAILO_INVALID_SECOND_STAGE) \
  HAILO_STATUS__X(68, HAILO_INVALID_PIPELINE) \
  HAILO_STATUS__X(69, HAILO_NETWORK_GROUP_NOT_ACTIVATED) \
  HAILO_STATUS__X(70, HAILO_VSTREAM_PIPELINE_NOT_ACTIVATED) \
  HAILO_STATUS__X(71, HAILO_OUT_OF_FW_MEMORY) \
  HAILO_STATUS__X(72, HAILO_STREAM_NOT_ACTIVATED) \
  HAILO_STATUS__X(73, HAILO_DEVICE_IN_USE) \
  HAILO_STATUS__X(74, HAILO_OUT_OF_PHYSICAL_DEVICES) \
  HAILO_STATUS__X(75, HAILO_INVALID_DEVICE_ARCHITECTURE) \
  HAILO_STATUS__X(76, HAILO_INVALID_DRIVER_VERSION) \
  HAILO_STATUS__X(77, HAILO_RPC_FAILED) \
  HAILO_STATUS__X(78, HAILO_INVALID_SERVICE_VERSION) \
  HAILO_STATUS__X(79, HAILO_NOT_SUPPORTED) \
  HAILO_STATUS__X(80, HAILO_NMS_BURST_INVALID_DATA) \
  HAILO_STATUS__X(81, HAILO_OUT_OF_HOST_CMA_MEMORY) \
  HAILO_STATUS__X(82, HAILO_QUEUE_IS_FULL) \
  HAILO_STATUS__X(83, HAILO_DMA_MAPPING_ALREADY_EXISTS) \
  HAILO_STATUS__X(84, HAILO_CANT_MEET_BUFFER_REQUIREMENTS) \
  HAILO_STATUS__X(85, HAILO_DRIVER_INVALID_RESPONSE) \
  HAILO_STATUS__X(86, HAILO_DRIVER_INVALID_IOCTL) \
  HAILO_STATUS__X(87, HAILO_DRIVER_TIMEOUT) \
  HAILO_STATUS__X(88, HAILO_DRIVER_INTERRUPTED) \
  HAILO_STATUS__X(89, HAILO_CONNECTION_REFUSED) \
  HAILO_STATUS__X(90, HAILO_DRIVER_WAIT_CANCELED) \
  HAILO_STATUS__X(91, HAILO_HEF_FILE_CORRUPTED) \
  HAILO_STATUS__X(92, HAILO_HEF_NOT_SUPPORTED) \
  HAILO_STATUS__X(93, HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE) \
  HAILO_STATUS__X(94, HAILO_INVALID_HEF_USE) \
  HAILO_STATUS__X(95, HAILO_OPERATION_ABORTED) \
  HAILO_STATUS__X(96, HAILO_DEVICE_NOT_CONNECTED) \
  HAILO_STATUS__X(97, HAILO_DEVICE_TEMPORARILY_UNAVAILABLE)

typedef enum {
#define HAILO_STATUS__X(value, name) name = value,
  HAILO_STATUS_VARIABLES
#undef HAILO_STATUS__X
} hailo_status;

typedef enum { HAILO_FORMAT_TYPE_AUTO, HAILO_FORMAT_TYPE_UINT8, HAILO_FORMAT_TYPE_UINT16, HAILO_FORMAT_TYPE_FLOAT32 } hailo_format_type_t;
typedef enum { HAILO_FORMAT_ORDER_AUTO, HAILO_FORMAT_ORDER_NHWC, HAILO_FORMAT_ORDER_NHCW, HAILO_FORMAT_ORDER_FCR, HAILO_FORMAT_ORDER_F8CR, HAILO_FORMAT_ORDER_NHW, HAILO_FORMAT_ORDER_NC, HAILO_FORMAT_ORDER_BAYER_RGB, HAILO_FORMAT_ORDER_12_BIT_BAYER_RGB, HAILO_FORMAT_ORDER_HAILO_NMS, HAILO_FORMAT_ORDER_RGB888, HAILO_FORMAT_ORDER_NCHW, HAILO_FORMAT_ORDER_YUY2, HAILO_FORMAT_ORDER_NV12, HAILO_FORMAT_ORDER_NV21, HAILO_FORMAT_ORDER_HAILO_YYUV, HAILO_FORMAT_ORDER_HAILO_YYVU, HAILO_FORMAT_ORDER_RGB4, HAILO_FORMAT_ORDER_I420, HAILO_FORMAT_ORDER_HAILO_YYYYUV, HAILO_FORMAT_ORDER_HAILO_NMS_WITH_BYTE_MASK, HAILO_FORMAT_ORDER_HAILO_NMS_ON_CHIP, HAILO_FORMAT_ORDER_HAILO_NMS_BY_CLASS, HAILO_FORMAT_ORDER_HAILO_NMS_BY_SCORE } hailo_format_order_t;
typedef enum { HAILO_FORMAT_FLAGS_NONE = 0 } hailo_format_flags_t;
typedef enum { HAILO_H2D_STREAM = 0, HAILO_D2H_STREAM = 1 } hailo_stream_direction_t;
typedef enum { HAILO_SCHEDULING_ALGORITHM_NONE = 0, HAILO_SCHEDULING_ALGORITHM_ROUND_ROBIN } hailo_scheduling_algorithm_t;
typedef enum { HAILO_ARCH_HAILO8_A0 = 0, HAILO_ARCH_HAILO10H = 6 } hailo_device_architecture_t;
typedef enum { HAILO_DVM_OPTIONS_AUTO = 0x7fffffff } hailo_dvm_options_t;
typedef enum { HAILO_POWER_MEASUREMENT_TYPES__POWER = 2 } hailo_power_measurement_types_t;

typedef struct {
  uint32_t major, minor, revision;
} hailo_version_t;

typedef struct {
  char id[32];
} hailo_device_id_t;

typedef struct {
  hailo_format_type_t type;
  hailo_format_order_t order;
  hailo_format_flags_t flags;
} hailo_format_t;

typedef struct {
  float qp_zp, qp_scale, limvals_min, limvals_max;
} hailo_quant_info_t;

typedef struct {
  float ts0_temperature, ts1_temperature;
  uint16_t sample_count;
} hailo_chip_temperature_info_t;

typedef struct {
  hailo_format_t user_buffer_format;
  uint32_t timeout_ms, queue_size;
  int32_t vstream_stats_flags, pipeline_elements_stats_flags;
} hailo_vstream_params_t;

typedef struct {
  char name[128];
  hailo_vstream_params_t params;
} hailo_input_vstream_params_by_name_t;
typedef hailo_input_vstream_params_by_name_t hailo_output_vstream_params_by_name_t;

typedef struct {
  char name[128];
  bool is_multi_context;
} hailo_network_group_info_t;

typedef struct {
  uint32_t protocol_version;
  hailo_version_t fw_version;
  uint32_t logger_version;
  uint8_t board_name_length;
  char board_name[32];
  bool is_release, extended_context_switch_buffer, extended_fw_check;
  hailo_device_architecture_t device_architecture;
  uint8_t serial_number_length;
  char serial_number[16];
  uint8_t part_number_length;
  char part_number[16];
  uint8_t product_name_length;
  char product_name[42];
} hailo_device_identity_t;

typedef struct {
  uint32_t device_count;
  hailo_device_id_t *device_ids;
  hailo_scheduling_algorithm_t scheduling_algorithm;
  const char *group_id;
  bool multi_process_service;
} hailo_vdevice_params_t;

typedef struct {
  char name[128];
} hailo_layer_name_t;

typedef struct {
  uint32_t height, width, features;
} hailo_3d_image_shape_t;

typedef struct {
  uint32_t number_of_classes, max_bboxes_per_class, max_bboxes_total, max_accumulated_mask_size;
} hailo_nms_shape_t;

typedef struct {
  uint32_t number_of_classes, max_bboxes_per_class, rest[39];
} hailo_nms_info_t;

typedef struct {
  char name[128];
  char network_name[257];
  hailo_stream_direction_t direction;
  hailo_format_t format;
  union {
    hailo_3d_image_shape_t shape;
    hailo_nms_shape_t nms_shape;
  };
  hailo_quant_info_t quant_info;
} hailo_vstream_info_t;

typedef struct {
  union {
    struct {
      hailo_3d_image_shape_t shape, hw_shape;
    };
    hailo_nms_info_t nms_info;
  };
  uint32_t hw_data_bytes, hw_frame_size;
  hailo_format_t format;
  hailo_stream_direction_t direction;
  uint8_t index;
  char name[128];
  hailo_quant_info_t quant_info;
  bool is_mux;
} hailo_stream_info_t;

typedef struct fake_device *hailo_device;
typedef struct fake_vdevice *hailo_vdevice;
typedef struct fake_hef *hailo_hef;
typedef struct fake_group *hailo_configured_network_group;
typedef struct fake_stream *hailo_input_vstream;
typedef struct fake_stream *hailo_output_vstream;

hailo_status hailo_get_library_version(hailo_version_t *version);
hailo_status hailo_scan_devices(void *params, hailo_device_id_t *ids, size_t *count);
hailo_status hailo_create_device_by_id(const hailo_device_id_t *id, hailo_device *device);
hailo_status hailo_release_device(hailo_device device);
hailo_status hailo_identify(hailo_device device, hailo_device_identity_t *identity);
hailo_status hailo_get_chip_temperature(hailo_device device, hailo_chip_temperature_info_t *temperature);
hailo_status hailo_power_measurement(hailo_device device, hailo_dvm_options_t dvm, hailo_power_measurement_types_t type, float *watts);
hailo_status hailo_init_vdevice_params(hailo_vdevice_params_t *params);
hailo_status hailo_create_vdevice(hailo_vdevice_params_t *params, hailo_vdevice *vdevice);
hailo_status hailo_get_physical_devices(hailo_vdevice vdevice, hailo_device *devices, size_t *count);
hailo_status hailo_release_vdevice(hailo_vdevice vdevice);
hailo_status hailo_create_hef_file(hailo_hef *hef, const char *file);
hailo_status hailo_create_hef_buffer(hailo_hef *hef, const void *bytes, size_t size);
hailo_status hailo_release_hef(hailo_hef hef);
hailo_status hailo_get_network_groups_infos(hailo_hef hef, hailo_network_group_info_t *infos, size_t *count);
hailo_status hailo_hef_get_original_names_from_vstream_name(hailo_hef hef, const char *group, const char *vstream, hailo_layer_name_t *names, size_t *count);
hailo_status hailo_hef_get_all_stream_infos(hailo_hef hef, const char *name, hailo_stream_info_t *infos, size_t length, size_t *count);
hailo_status hailo_hef_get_all_vstream_infos(hailo_hef hef, const char *name, hailo_vstream_info_t *infos, size_t *count);
hailo_status hailo_configure_vdevice(hailo_vdevice vdevice, hailo_hef hef, void *params, hailo_configured_network_group *groups, size_t *count);
hailo_status hailo_make_input_vstream_params(hailo_configured_network_group group, bool unused, hailo_format_type_t type, hailo_input_vstream_params_by_name_t *params, size_t *count);
hailo_status hailo_make_output_vstream_params(hailo_configured_network_group group, bool unused, hailo_format_type_t type, hailo_output_vstream_params_by_name_t *params, size_t *count);
hailo_status hailo_create_input_vstreams(hailo_configured_network_group group, const hailo_input_vstream_params_by_name_t *params, size_t count, hailo_input_vstream *streams);
hailo_status hailo_create_output_vstreams(hailo_configured_network_group group, const hailo_output_vstream_params_by_name_t *params, size_t count, hailo_output_vstream *streams);
hailo_status hailo_release_input_vstreams(const hailo_input_vstream *streams, size_t count);
hailo_status hailo_release_output_vstreams(const hailo_output_vstream *streams, size_t count);
hailo_status hailo_get_input_vstream_frame_size(hailo_input_vstream stream, size_t *size);
hailo_status hailo_get_output_vstream_frame_size(hailo_output_vstream stream, size_t *size);
hailo_status hailo_get_input_vstream_info(hailo_input_vstream stream, hailo_vstream_info_t *info);
hailo_status hailo_get_output_vstream_info(hailo_output_vstream stream, hailo_vstream_info_t *info);
hailo_status hailo_get_input_vstream_user_format(hailo_input_vstream stream, hailo_format_t *format);
hailo_status hailo_get_output_vstream_user_format(hailo_output_vstream stream, hailo_format_t *format);
hailo_status hailo_get_input_vstream_quant_infos(hailo_input_vstream stream, hailo_quant_info_t *infos, size_t *count);
hailo_status hailo_get_output_vstream_quant_infos(hailo_output_vstream stream, hailo_quant_info_t *infos, size_t *count);
hailo_status hailo_vstream_write_raw_buffer(hailo_input_vstream stream, const void *frame, size_t size);
hailo_status hailo_vstream_read_raw_buffer(hailo_output_vstream stream, void *frame, size_t size);

#ifdef __cplusplus
}
#endif
