// C interface to TensorRT for src/library.ts. It never throws.
// Each object belongs to one thread at a time; `trt_build_progress` and `trt_build_cancel` may be called from another while a build runs.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRT_INTERFACE 2

enum {
  TRT_OK = 0,
  TRT_BAD_ARGUMENT = 1,
  TRT_NO_DEVICE = 2,
  TRT_BAD_MODEL = 3,
  TRT_BUILD_FAILED = 4,
  TRT_OUT_OF_MEMORY = 5,
  TRT_BAD_PLAN = 6,
  TRT_DEVICE_FAULT = 7,
  TRT_TIMEOUT = 8,
  TRT_CANCELLED = 9,
  TRT_INTERNAL = 10,
};

typedef struct trt_build trt_build;
typedef struct trt_session trt_session;

// An input or output. `offset` is in bytes, in the host memory of its side.
typedef struct {
  char name[128];
  int32_t is_input;
  int32_t is_float32;
  int32_t rank;
  int32_t reserved;
  int64_t shape[8];
  uint64_t offset;
  uint64_t bytes;
} trt_tensor_info; // 224 bytes

// Interface number; version of the headers as major, minor, patch; version of the loaded library from getInferLibVersion.
void trt_versions(int32_t versions[5]);
// Name of GPU 0, its compute capability, major and minor, and the number of its multiprocessors: modules of one name differ in it.
int trt_device(char *name, int size, int32_t traits[3], char *error, int error_size);

trt_build *trt_build_new(void);
// Parses, builds, serialises. Takes minutes on a board: call it on a thread without deadlines.
int trt_build_run(trt_build *build, const char *onnx, int allow_fp16, uint64_t workspace_bytes);
// Steps done and in total, as far as TensorRT reports them (0 and 0 otherwise), and the current phase.
void trt_build_progress(trt_build *build, int32_t steps[2], char *phase, int size);
void trt_build_cancel(trt_build *build);
void trt_build_error(trt_build *build, char *error, int size);
uint64_t trt_build_size(trt_build *build);
int trt_build_copy(trt_build *build, void *plan, uint64_t bytes);
void trt_build_delete(trt_build *build);

// Runtime, engine, context, one stream, pinned memory for all inputs and for all outputs. On failure *session is NULL.
int trt_open(const void *plan, uint64_t bytes, trt_session **session, char *error, int size);
int trt_tensor_count(trt_session *session);
int trt_tensor(trt_session *session, int index, trt_tensor_info *info);
// The pinned memory of the inputs (0) or outputs (1): NULL for a network without them.
void *trt_memory(trt_session *session, int side, uint64_t *bytes);
// Copies in, computes, copies out, waits. After any result but TRT_OK the session cannot run again.
int trt_run(trt_session *session, uint32_t timeout_us);
void trt_error(trt_session *session, char *error, int size);
// After a failed run waits half a second at most. Memory that a hung device may still access is not released: TRT_TIMEOUT.
int trt_close(trt_session *session);

#ifdef __cplusplus
}
#endif
