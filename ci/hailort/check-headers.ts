/**
 * Compares header trees of HailoRT with what hailort-node has of them: sizes and offsets of structs, values of statuses, parameters of
 * functions. A program that g++ compiles from each tree prints those of the header.
 *
 *   check-headers.js <folder of generated files> <tree>…
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Parameter, SIGNATURES } from '../../targets/hailort-node/src/bind-calls.ts';
import * as layout from '../../targets/hailort-node/src/layout.ts';
import { HAILO_STATUS } from '../../targets/hailort-node/src/status.ts';

/** Where packages, sources and clones have `hailo/hailort.h`. */
const PLACES = ['.', 'include', 'hailort/libhailort/include', 'usr/include'];
/** Names that three statuses had up to 4.19. */
const FORMER: Readonly<Record<number, string>> = {
  36: 'HAILO_DRIVER_FAIL',
  62: 'HAILO_RESERVED',
  64: 'HAILO_PCIE_DRIVER_NOT_INSTALLED',
};
const LETTERS: Readonly<Record<Parameter, string>> = { 'void *': 'p', str: 's', int: 'i', bool: 'b', size_t: 'z' };

/** A struct's size, and offset and bytes of each field that is read or written. */
interface Struct {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly (readonly [field: string, offset: number, bytes: number])[];
}

/** Structs without names or with a name alone. */
function smallStructs(): readonly Struct[] {
  const { VERSION, FORMAT, QUANT, TEMPERATURE, VSTREAM_PARAMS, NAME_SIZE } = layout;
  return [
    {
      name: 'hailo_version_t',
      size: VERSION.size,
      fields: [
        ['major', VERSION.major, 4],
        ['minor', VERSION.minor, 4],
        ['revision', VERSION.revision, 4],
      ],
    },
    { name: 'hailo_device_id_t', size: layout.DEVICE_ID.size, fields: [['id', 0, layout.DEVICE_ID.size]] },
    {
      name: 'hailo_format_t',
      size: FORMAT.size,
      fields: [
        ['type', FORMAT.type, 4],
        ['order', FORMAT.order, 4],
        ['flags', FORMAT.flags, 4],
      ],
    },
    {
      name: 'hailo_quant_info_t',
      size: QUANT.size,
      fields: [
        ['qp_zp', QUANT.zeroPoint, 4],
        ['qp_scale', QUANT.scale, 4],
        ['limvals_min', QUANT.min, 4],
        ['limvals_max', QUANT.max, 4],
      ],
    },
    {
      name: 'hailo_chip_temperature_info_t',
      size: TEMPERATURE.size,
      fields: [
        ['ts0_temperature', TEMPERATURE.first, 4],
        ['ts1_temperature', TEMPERATURE.second, 4],
        ['sample_count', TEMPERATURE.samples, 2],
      ],
    },
    ...(['input', 'output'] as const).map(
      (direction): Struct => ({
        name: `hailo_${direction}_vstream_params_by_name_t`,
        size: VSTREAM_PARAMS.size,
        fields: [
          ['name', VSTREAM_PARAMS.name, NAME_SIZE],
          ['params.user_buffer_format', VSTREAM_PARAMS.format, FORMAT.size],
          ['params.timeout_ms', VSTREAM_PARAMS.timeoutMs, 4],
          ['params.queue_size', VSTREAM_PARAMS.queueSize, 4],
        ],
      }),
    ),
    { name: 'hailo_layer_name_t', size: NAME_SIZE, fields: [] },
  ];
}

/** Structs that describe networks and chips; `minor` selects one of the two layouts. */
function structsOf(minor: number): readonly Struct[] {
  const { VERSION, FORMAT, QUANT, GROUP_INFO, IDENTITY, VDEVICE_PARAMS, NAME_SIZE } = layout;
  const { vstream, stream } = layout.infoLayoutOf({ major: 4, minor });
  return [
    ...smallStructs(),
    {
      name: 'hailo_network_group_info_t',
      size: GROUP_INFO.size,
      fields: [
        ['name', GROUP_INFO.name, NAME_SIZE],
        ['is_multi_context', GROUP_INFO.isMultiContext, 1],
      ],
    },
    {
      name: 'hailo_device_identity_t',
      size: IDENTITY.size,
      fields: [
        ['fw_version', IDENTITY.firmware, VERSION.size],
        ['board_name', IDENTITY.boardName.text, IDENTITY.boardName.room],
        ['is_release', IDENTITY.isRelease, 1],
        ['device_architecture', IDENTITY.architecture, 4],
        ['serial_number', IDENTITY.serialNumber.text, IDENTITY.serialNumber.room],
        ['part_number', IDENTITY.partNumber.text, IDENTITY.partNumber.room],
        ['product_name', IDENTITY.productName.text, IDENTITY.productName.room],
      ],
    },
    {
      name: 'hailo_vdevice_params_t',
      size: VDEVICE_PARAMS.size,
      fields: [
        ['device_count', VDEVICE_PARAMS.deviceCount, 4],
        ['device_ids', VDEVICE_PARAMS.deviceIds, 8],
        ['scheduling_algorithm', VDEVICE_PARAMS.scheduling, 4],
        ['group_id', VDEVICE_PARAMS.groupId, 8],
      ],
    },
    {
      name: 'hailo_vstream_info_t',
      size: vstream.size,
      fields: [
        ['name', vstream.name, NAME_SIZE],
        ['network_name', vstream.networkName, vstream.networkNameSize],
        ['direction', vstream.direction, 4],
        ['format', vstream.format, FORMAT.size],
        ['shape', vstream.shape, 12],
        ['quant_info', vstream.quant, QUANT.size],
      ],
    },
    {
      name: 'hailo_stream_info_t',
      size: stream.size,
      fields: [
        ['shape', stream.shape, 12],
        ['hw_shape', stream.hardwareShape, 12],
        ['hw_data_bytes', stream.dataBytes, 4],
        ['hw_frame_size', stream.frameBytes, 4],
        ['format', stream.format, FORMAT.size],
        ['direction', stream.direction, 4],
        ['index', stream.index, 1],
        ['name', stream.name, NAME_SIZE],
        ['quant_info', stream.quant, QUANT.size],
        ['is_mux', stream.isMux, 1],
      ],
    },
  ];
}

/** The facts that a header should print, a line each. */
function expected(minor: number): readonly string[] {
  return [
    ...structsOf(minor).flatMap(({ name, size, fields }) => [
      `${name}: ${size} bytes`,
      ...fields.map(([field, offset, bytes]) => `${name}.${field}: ${bytes} bytes at ${offset}`),
    ]),
    ...Object.values(SIGNATURES).map(
      ([name, ...parameters]) => `hailo_${name}: i(${parameters.map((one) => LETTERS[one]).join('')})`,
    ),
  ];
}

/** A C++ program that prints the facts of a header. Types of parameters are letters. */
function program(): string {
  const lines = structsOf(20).flatMap(({ name, fields }) => [
    `printf("${name}: %zu bytes\\n", sizeof(${name}));`,
    ...fields.map(
      ([field]) =>
        `printf("${name}.${field}: %zu bytes at %zu\\n", sizeof(((${name} *)0)->${field}), offsetof(${name}, ${field}));`,
    ),
  ]);
  const calls = Object.values(SIGNATURES).map(([name]) => `print("hailo_${name}", hailo_${name});`);
  return `#include <hailo/hailort.h>
#include <cstddef>
#include <cstdio>
#include <type_traits>
template <class T> char letter() {
  if (std::is_same<T, const char *>::value) return 's';
  if (std::is_pointer<T>::value) return 'p';
  if (std::is_same<T, bool>::value) return 'b';
  if (std::is_same<T, size_t>::value) return 'z';
  return (std::is_enum<T>::value || std::is_integral<T>::value) && sizeof(T) == 4 ? 'i' : '?';
}
template <class R, class... A> void print(const char *name, R (*)(A...)) {
  const char letters[] = {letter<A>()..., 0};
  printf("%s: %c(%s)\\n", name, letter<R>(), letters);
}
int main() {
  ${[...lines, ...calls].join('\n  ')}
#define HAILO_STATUS__X(value, name) printf("status %d %s\\n", value, #name);
  HAILO_STATUS_VARIABLES
  return 0;
}
`;
}

/** Facts of a header, printed by a program that its own header compiles. */
function factsOf(include: string, out: string): readonly string[] {
  const source = join(out, 'facts.cpp');
  const binary = join(out, 'facts');
  writeFileSync(source, program());
  // Addresses of functions are not resolved: nothing of libhailort is there.
  const flags = ['-std=c++17', '-w', '-O1', '-Wl,--unresolved-symbols=ignore-all', '-isystem', include];
  execFileSync('g++', [...flags, '-o', binary, source], { stdio: ['ignore', 'inherit', 'inherit'] });
  return execFileSync(binary, { encoding: 'utf8' }).trim().split('\n');
}

function compileNativePart(tree: string, include: string): void {
  const flags = ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-isystem', include];
  try {
    execFileSync('g++', [...flags, 'targets/hailort-node/native/hailort_infer.cpp'], { stdio: 'inherit' });
    process.stdout.write(`${tree}: the native part compiles\n`);
  } catch {
    process.stdout.write(`${tree}: the native part does not compile, see above\n`);
    process.exitCode = 1;
  }
}

function includeOf(tree: string): string {
  const found = PLACES.map((place) => join(tree, place)).find((one) => existsSync(join(one, 'hailo/hailort.h')));
  if (found !== undefined) return found;
  throw new Error(`${tree} has no hailo/hailort.h, nor have ${PLACES.slice(1).join(', ')} in it`);
}

function statusDifferences(facts: readonly string[]): readonly string[] {
  return facts.flatMap((fact) => {
    const [, number, name] = /^status (\d+) (\w+)$/.exec(fact) ?? [];
    if (name === undefined) return [];
    const own = HAILO_STATUS[Number(number)];
    const isFormer = FORMER[Number(number)] === name || name.startsWith('HAILO_RESERVED');
    return own === name || isFormer ? [] : [`status ${number}: ${name} in the header, ${own ?? 'none'} here`];
  });
}

function differences(facts: readonly string[], minor: number): readonly string[] {
  return expected(minor).flatMap((line) => {
    if (facts.includes(line)) return [];
    const name = line.slice(0, line.indexOf(': '));
    const found = facts.find((fact) => fact.startsWith(`${name}: `)) ?? 'nothing';
    return [`${line} here, ${found.slice(name.length + 2)} in the header`];
  });
}

const [out, ...trees] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
for (const tree of trees) {
  const include = includeOf(tree);
  const facts = factsOf(include, out);
  const statuses = statusDifferences(facts);
  const [before, since] = [differences(facts, 19), differences(facts, 20)];
  const which = since.length === 0 ? '4.20 and later' : before.length === 0 ? '4.17 to 4.19' : undefined;
  const count = facts.filter((fact) => fact.startsWith('status ')).length;
  if (which !== undefined && statuses.length === 0) {
    process.stdout.write(`${tree}: the layouts of ${which}, ${count} statuses, ${expected(20).length} facts equal\n`);
  } else {
    const shown = which === undefined ? [...since, ...statuses] : statuses;
    process.stdout.write(`${tree}: differs from hailort-node\n${shown.map((line) => `  ${line}\n`).join('')}`);
    process.exitCode = 1;
  }
  // A header has no version: status 94 came with HailoRT 5.
  if (facts.some((fact) => fact.startsWith('status 94 '))) compileNativePart(tree, include);
}
