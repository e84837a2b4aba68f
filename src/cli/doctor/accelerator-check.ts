import { type Check, type Finding, fault, ok, warning } from './finding.ts';
import type { SystemProbe } from './system-probe.ts';

/** Where install.sh puts what a Jetson makes itself. */
const NATIVE = '/opt/neurorack/current/native';

/** What the network runs on. */
export const accelerator: Check = (world, { accelerator: { kind } }) => {
  if (kind === 'hailort') return hailo(world);
  if (kind === 'tensorrt') return tensorRt(world);
  return ok('accelerator', 'the processor');
};

function hailo(world: SystemProbe): Finding {
  const may = world.canOpen('/dev/hailo0');
  if (may === undefined) {
    return fault(
      'accelerator',
      'there is no /dev/hailo0',
      'install the driver: `sudo apt install hailo-all`, then reboot',
    );
  }
  if (may) return ok('accelerator', '/dev/hailo0');
  return fault(
    'accelerator',
    '/dev/hailo0 may not be opened',
    'reboot after `sudo apt install hailo-all`: it sets the permissions',
  );
}

function tensorRt(world: SystemProbe): Finding {
  const folders = ['/usr/lib/aarch64-linux-gnu', '/usr/lib/x86_64-linux-gnu'];
  const libraries = folders.flatMap((folder) => world.list(folder)).filter((name) => /^libnvinfer\.so\.\d/.test(name));
  const library = libraries.sort().at(-1); // libnvinfer.so.8.2.1, not libnvinfer.so.8
  if (library === undefined) {
    return fault(
      'accelerator',
      'TensorRT is not installed',
      'run `sudo apt install nvidia-jetpack`; in a container, start it with `--runtime nvidia`',
    );
  }
  const made = world.list(NATIVE);
  if (made.length > 0 && !made.includes('libneurorack_trt.so')) {
    return warning(
      'accelerator',
      `${library} is there, but what speaks to it has not been made: the processor plays`,
      `run \`sudo make -C ${NATIVE} all\` and start the instrument again`,
    );
  }
  return ok('accelerator', library);
}
