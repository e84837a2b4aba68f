/** Address of an object of libhailort. */
export type Pointer = bigint;
/** Memory that a call reads or writes. */
export type Memory = ArrayBufferView;

/** A function of libhailort that returns a `hailo_status`; `async` runs the call on a thread of koffi's pool. */
export interface NativeCall<Arguments extends readonly unknown[]> {
  (...args: Arguments): number;
  async(...args: [...Arguments, (error: unknown, status: number) => void]): void;
}

/** Makes a call on a thread of the pool; `args` are kept from the garbage collector until it returns. */
export function callAsync<Arguments extends readonly unknown[]>(
  call: NativeCall<Arguments>,
  ...args: Arguments
): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...args, (error, status) => {
      if (error === null || error === undefined) resolve(status);
      else reject(error);
    });
  });
}

/** The calls of libhailort that are used: names and argument order of `hailort.h`, 4.23.0; `count` is always a `size_t *`. */
export interface HailoCalls {
  scanDevices: NativeCall<[params: null, ids: Memory, count: Memory]>;
  createDeviceById: NativeCall<[id: Memory | null, device: Memory]>;
  releaseDevice: NativeCall<[device: Pointer]>;
  identify: NativeCall<[device: Pointer, identity: Memory]>;
  getChipTemperature: NativeCall<[device: Pointer, temperature: Memory]>;
  powerMeasurement: NativeCall<[device: Pointer, dvm: number, type: number, watts: Memory]>;

  initVdeviceParams: NativeCall<[params: Memory]>;
  createVdevice: NativeCall<[params: Memory | null, vdevice: Memory]>;
  getPhysicalDevices: NativeCall<[vdevice: Pointer, devices: Memory, count: Memory]>;
  releaseVdevice: NativeCall<[vdevice: Pointer]>;

  createHefFile: NativeCall<[hef: Memory, file: string]>;
  createHefBuffer: NativeCall<[hef: Memory, buffer: Memory, size: number]>;
  releaseHef: NativeCall<[hef: Pointer]>;
  getNetworkGroupsInfos: NativeCall<[hef: Pointer, infos: Memory, count: Memory]>;
  hefGetOriginalNames: NativeCall<[hef: Pointer, group: string | null, vstream: string, names: Memory, count: Memory]>;
  hefGetAllStreamInfos: NativeCall<[hef: Pointer, name: string | null, infos: Memory, length: number, count: Memory]>;
  hefGetAllVstreamInfos: NativeCall<[hef: Pointer, name: string | null, infos: Memory, count: Memory]>;

  configureVdevice: NativeCall<[vdevice: Pointer, hef: Pointer, params: null, groups: Memory, count: Memory]>;
  makeInputVstreamParams: MakeParams;
  makeOutputVstreamParams: MakeParams;
  createInputVstreams: CreateVstreams;
  createOutputVstreams: CreateVstreams;
  releaseInputVstreams: NativeCall<[vstreams: Memory, count: number]>;
  releaseOutputVstreams: NativeCall<[vstreams: Memory, count: number]>;
  getInputVstreamFrameSize: NativeCall<[vstream: Pointer, size: Memory]>;
  getOutputVstreamFrameSize: NativeCall<[vstream: Pointer, size: Memory]>;
  getInputVstreamInfo: NativeCall<[vstream: Pointer, info: Memory]>;
  getOutputVstreamInfo: NativeCall<[vstream: Pointer, info: Memory]>;
  getInputVstreamUserFormat: NativeCall<[vstream: Pointer, format: Memory]>;
  getOutputVstreamUserFormat: NativeCall<[vstream: Pointer, format: Memory]>;
  getInputVstreamQuantInfos: NativeCall<[vstream: Pointer, infos: Memory, count: Memory]>;
  getOutputVstreamQuantInfos: NativeCall<[vstream: Pointer, infos: Memory, count: Memory]>;
  vstreamWriteRawBuffer: NativeCall<[vstream: Pointer, buffer: Memory, size: number]>;
  vstreamReadRawBuffer: NativeCall<[vstream: Pointer, buffer: Memory, size: number]>;
}

type MakeParams = NativeCall<[group: Pointer, unused: boolean, type: number, params: Memory, count: Memory]>;
type CreateVstreams = NativeCall<[group: Pointer, params: Memory, count: number, vstreams: Memory]>;
