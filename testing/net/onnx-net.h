// A simple, slow reference interpreter for the ONNX operators of the shipped networks and of imported RAVE decoders.
// The fakes of libhailort and TensorRT run it; test/targets/net/onnx-net.test.ts checks it against the models' reference vectors.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct net net_t;

enum { NET_MAX_DIMENSIONS = 5 };

typedef struct {
  const char *name;
  size_t rank, sizes[NET_MAX_DIMENSIONS];
  size_t count;
} net_tensor_t;

/** Loads an ONNX file; `bytes` may be freed afterwards. Returns NULL, with a message in `why`, for unsupported content. */
net_t *net_load(const uint8_t *bytes, size_t size, char *why, size_t room);
void net_free(net_t *net);
size_t net_inputs(const net_t *net);
size_t net_outputs(const net_t *net);
net_tensor_t net_input(const net_t *net, size_t i);
net_tensor_t net_output(const net_t *net, size_t i);
/** Rounds all weights, and from now on the result of every node, to half precision. */
void net_use_halves(net_t *net);
/** Runs the network; values are in the order of the tensors, row by row. Returns 0, or -1 with a message in `why` when sizes do not match. */
int net_run(net_t *net, const float *const *inputs, float *const *outputs, char *why, size_t room);
/** The same with all inputs in one array, and all outputs in another. */
int net_run_flat(net_t *net, const float *inputs, size_t input_count, float *outputs, size_t output_count, char *why,
                 size_t room);

#ifdef __cplusplus
}
#endif
