/** Help of `--accelerator`; a board without a choice refuses the option. */
export const ACCELERATOR_HELP =
  "what runs the network on a computer: 'native' (onnxruntime-node), 'wasm' (onnxruntime-web, anywhere), 'auto' (a kernel for dense networks, for others the first that loads; default), 'int16' (as auto, dense networks with weights of 16 bits)";
