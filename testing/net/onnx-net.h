// A reference interpreter of the few operators that shipped networks are made of: what vendors' runtimes compute, in the open and slowly.
// The fakes of libhailort and TensorRT run it; test/targets/net/onnx-net.test.ts holds it against the models' reference vectors.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct net net_t;

enum { NET_MOST_DIMENSIONS = 4 };

typedef struct {
  const char *name;
  size_t rank, sizes[NET_MOST_DIMENSIONS];
  size_t count;
} net_tensor_t;

/** Reads the bytes of an ONNX file, which may go afterwards. NULL with a sentence in `why` when there is something in it that is not known. */
net_t *net_load(const uint8_t *bytes, size_t size, char *why, size_t room);
void net_free(net_t *net);
size_t net_inputs(const net_t *net);
size_t net_outputs(const net_t *net);
net_tensor_t net_input(const net_t *net, size_t i);
net_tensor_t net_output(const net_t *net, size_t i);
/** Every weight, and every number that a node makes, is rounded to half precision from now on. */
void net_use_halves(net_t *net);
/** Values in the order of the tensors, row by row. 0, or -1 with a sentence in `why`: sizes do not fit. */
int net_run(net_t *net, const float *const *inputs, float *const *outputs, char *why, size_t room);
/** The same with all inputs one after the other, and all outputs. */
int net_run_flat(net_t *net, const float *inputs, size_t input_count, float *outputs, size_t output_count, char *why,
                 size_t room);

#ifdef __cplusplus
}
#endif
