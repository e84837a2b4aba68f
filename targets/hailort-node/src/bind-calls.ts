import type { LibraryHandle } from 'koffi';
import type { HailoCalls } from './calls.ts';

type LibraryFunction = ReturnType<LibraryHandle['func']>;
/** A parameter as koffi has it. */
export type Parameter = 'void *' | 'str' | 'int' | 'bool' | 'size_t';

const P = 'void *';

/** Name without prefix, and parameters, of every used function; each returns a `hailo_status`. Structs are bytes (`layout.ts`), hence the pointers to void. */
export const SIGNATURES: Readonly<Record<keyof HailoCalls, readonly [name: string, ...parameters: Parameter[]]>> = {
  scanDevices: ['scan_devices', P, P, P],
  createDeviceById: ['create_device_by_id', P, P],
  releaseDevice: ['release_device', P],
  identify: ['identify', P, P],
  getChipTemperature: ['get_chip_temperature', P, P],
  powerMeasurement: ['power_measurement', P, 'int', 'int', P],
  initVdeviceParams: ['init_vdevice_params', P],
  createVdevice: ['create_vdevice', P, P],
  getPhysicalDevices: ['get_physical_devices', P, P, P],
  releaseVdevice: ['release_vdevice', P],
  createHefFile: ['create_hef_file', P, 'str'],
  createHefBuffer: ['create_hef_buffer', P, P, 'size_t'],
  releaseHef: ['release_hef', P],
  getNetworkGroupsInfos: ['get_network_groups_infos', P, P, P],
  hefGetOriginalNames: ['hef_get_original_names_from_vstream_name', P, 'str', 'str', P, P],
  hefGetAllStreamInfos: ['hef_get_all_stream_infos', P, 'str', P, 'size_t', P],
  hefGetAllVstreamInfos: ['hef_get_all_vstream_infos', P, 'str', P, P],
  configureVdevice: ['configure_vdevice', P, P, P, P, P],
  makeInputVstreamParams: ['make_input_vstream_params', P, 'bool', 'int', P, P],
  makeOutputVstreamParams: ['make_output_vstream_params', P, 'bool', 'int', P, P],
  createInputVstreams: ['create_input_vstreams', P, P, 'size_t', P],
  createOutputVstreams: ['create_output_vstreams', P, P, 'size_t', P],
  releaseInputVstreams: ['release_input_vstreams', P, 'size_t'],
  releaseOutputVstreams: ['release_output_vstreams', P, 'size_t'],
  getInputVstreamFrameSize: ['get_input_vstream_frame_size', P, P],
  getOutputVstreamFrameSize: ['get_output_vstream_frame_size', P, P],
  getInputVstreamInfo: ['get_input_vstream_info', P, P],
  getOutputVstreamInfo: ['get_output_vstream_info', P, P],
  getInputVstreamUserFormat: ['get_input_vstream_user_format', P, P],
  getOutputVstreamUserFormat: ['get_output_vstream_user_format', P, P],
  getInputVstreamQuantInfos: ['get_input_vstream_quant_infos', P, P, P],
  getOutputVstreamQuantInfos: ['get_output_vstream_quant_infos', P, P, P],
  vstreamWriteRawBuffer: ['vstream_write_raw_buffer', P, P, 'size_t'],
  vstreamReadRawBuffer: ['vstream_read_raw_buffer', P, P, 'size_t'],
};

/**
 * Finds the used functions in a loaded library.
 *
 * @param prefix of their names: 'hailo_' in libhailort
 * @throws Error of koffi when one is missing
 */
export function bindCalls(library: LibraryHandle, prefix: string): HailoCalls {
  const bind = (call: keyof HailoCalls): LibraryFunction => {
    const [name, ...parameters] = SIGNATURES[call];
    return library.func(`${prefix}${name}`, 'int', parameters);
  };
  return {
    scanDevices: bind('scanDevices'),
    createDeviceById: bind('createDeviceById'),
    releaseDevice: bind('releaseDevice'),
    identify: bind('identify'),
    getChipTemperature: bind('getChipTemperature'),
    powerMeasurement: bind('powerMeasurement'),
    initVdeviceParams: bind('initVdeviceParams'),
    createVdevice: bind('createVdevice'),
    getPhysicalDevices: bind('getPhysicalDevices'),
    releaseVdevice: bind('releaseVdevice'),
    createHefFile: bind('createHefFile'),
    createHefBuffer: bind('createHefBuffer'),
    releaseHef: bind('releaseHef'),
    getNetworkGroupsInfos: bind('getNetworkGroupsInfos'),
    hefGetOriginalNames: bind('hefGetOriginalNames'),
    hefGetAllStreamInfos: bind('hefGetAllStreamInfos'),
    hefGetAllVstreamInfos: bind('hefGetAllVstreamInfos'),
    configureVdevice: bind('configureVdevice'),
    makeInputVstreamParams: bind('makeInputVstreamParams'),
    makeOutputVstreamParams: bind('makeOutputVstreamParams'),
    createInputVstreams: bind('createInputVstreams'),
    createOutputVstreams: bind('createOutputVstreams'),
    releaseInputVstreams: bind('releaseInputVstreams'),
    releaseOutputVstreams: bind('releaseOutputVstreams'),
    getInputVstreamFrameSize: bind('getInputVstreamFrameSize'),
    getOutputVstreamFrameSize: bind('getOutputVstreamFrameSize'),
    getInputVstreamInfo: bind('getInputVstreamInfo'),
    getOutputVstreamInfo: bind('getOutputVstreamInfo'),
    getInputVstreamUserFormat: bind('getInputVstreamUserFormat'),
    getOutputVstreamUserFormat: bind('getOutputVstreamUserFormat'),
    getInputVstreamQuantInfos: bind('getInputVstreamQuantInfos'),
    getOutputVstreamQuantInfos: bind('getOutputVstreamQuantInfos'),
    vstreamWriteRawBuffer: bind('vstreamWriteRawBuffer'),
    vstreamReadRawBuffer: bind('vstreamReadRawBuffer'),
  };
}
