import { type Check, type Finding, fault, ok, warning } from './finding.ts';
import { hailo } from './hailo-check.ts';
import type { SystemProbe } from './system-probe.ts';

/** Folder in which install.sh builds the native part of a Jetson. */
const NATIVE = '/opt/neurorack/current/native';

/** Time of a network in WebAssembly beside the native one (docs/speed.md). */
const WASM_COST = 1.3;

/** Chips of HailoRT 4; later ones have HailoRT 5. */
const OLD_CHIPS: readonly string[] = ['hailo8', 'hailo8l'];

/** Checks the accelerator of the network. */
export const accelerator: Check = (system, board) => {
  const { kind, device = '' } = board.accelerator;
  if (kind === 'hailort') return hailo(system, !OLD_CHIPS.includes(device));
  if (kind === 'tensorrt') return tensorRt(system);
  return board.accelerator.fallback === 'wasm' ? onnxRuntime(system) : ok('accelerator', 'CPU');
};

/** A computer, whose system may have no native ONNX Runtime, which networks other than dense ones need. */
function onnxRuntime(system: SystemProbe): Finding {
  if (system.canLoad('onnxruntime-node')) return ok('accelerator', 'CPU, with onnxruntime-node for the family rave');
  const state = system.hasPackage('onnxruntime-node') ? 'does not load here' : 'is not installed';
  return warning(
    'accelerator',
    `CPU, the family rave by ONNX Runtime in WebAssembly: a network takes ${WASM_COST} times as long, because onnxruntime-node ${state}`,
    `${system.installRemedy(['onnxruntime-node'])} on Linux with glibc, macOS on Apple silicon or Windows; elsewhere leave it so`,
  );
}

function tensorRt(system: SystemProbe): Finding {
  const folders = ['/usr/lib/aarch64-linux-gnu', '/usr/lib/x86_64-linux-gnu'];
  const libraries = folders.flatMap((folder) => system.list(folder)).filter((name) => /^libnvinfer\.so\.\d/.test(name));
  const library = libraries.sort().at(-1); // libnvinfer.so.8.2.1, not libnvinfer.so.8
  if (library === undefined) {
    return fault(
      'accelerator',
      'TensorRT is not installed',
      'run `sudo apt install nvidia-jetpack`; in a container, start it with `--runtime nvidia`',
    );
  }
  const builtFiles = system.list(NATIVE);
  if (builtFiles.length > 0 && !builtFiles.includes('libneurorack_trt.so')) {
    return warning(
      'accelerator',
      `${library} is installed, but the native part for it has not been built: the CPU plays`,
      `run \`sudo make -C ${NATIVE} all\` and start the instrument again`,
    );
  }
  return ok('accelerator', library);
}
