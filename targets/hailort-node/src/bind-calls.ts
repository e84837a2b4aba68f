import type { LibraryHandle } from 'koffi';
import type { HailoCalls } from './calls.ts';

type LibraryFunction = ReturnType<LibraryHandle['func']>;

const P = 'void *';

/**
 * Finds the used functions in a loaded libhailort. Structs are passed as bytes (`layout.ts`), hence the pointers to void.
 *
 * @throws Error of koffi when one is missing
 */
export function bindCalls(library: LibraryHandle): HailoCalls {
  const status = (name: string, ...types: readonly string[]): LibraryFunction => library.func(name, 'int', [...types]);
  return {
    scanDevices: status('hailo_scan_devices', P, P, P),
    createDeviceById: status('hailo_create_device_by_id', P, P),
    releaseDevice: status('hailo_release_device', P),
    identify: status('hailo_identify', P, P),
    getChipTemperature: status('hailo_get_chip_temperature', P, P),
    powerMeasurement: status('hailo_power_measurement', P, 'int', 'int', P),

    initVdeviceParams: status('hailo_init_vdevice_params', P),
    createVdevice: status('hailo_create_vdevice', P, P),
    getPhysicalDevices: status('hailo_get_physical_devices', P, P, P),
    releaseVdevice: status('hailo_release_vdevice', P),

    createHefFile: status('hailo_create_hef_file', P, 'str'),
    createHefBuffer: status('hailo_create_hef_buffer', P, P, 'size_t'),
    releaseHef: status('hailo_release_hef', P),
    getNetworkGroupsInfos: status('hailo_get_network_groups_infos', P, P, P),
    hefGetOriginalNames: status('hailo_hef_get_original_names_from_vstream_name', P, 'str', 'str', P, P),
    hefGetAllStreamInfos: status('hailo_hef_get_all_stream_infos', P, 'str', P, 'size_t', P),
    hefGetAllVstreamInfos: status('hailo_hef_get_all_vstream_infos', P, 'str', P, P),

    configureVdevice: status('hailo_configure_vdevice', P, P, P, P, P),
    makeInputVstreamParams: status('hailo_make_input_vstream_params', P, 'bool', 'int', P, P),
    makeOutputVstreamParams: status('hailo_make_output_vstream_params', P, 'bool', 'int', P, P),
    createInputVstreams: status('hailo_create_input_vstreams', P, P, 'size_t', P),
    createOutputVstreams: status('hailo_create_output_vstreams', P, P, 'size_t', P),
    releaseInputVstreams: status('hailo_release_input_vstreams', P, 'size_t'),
    releaseOutputVstreams: status('hailo_release_output_vstreams', P, 'size_t'),
    getInputVstreamFrameSize: status('hailo_get_input_vstream_frame_size', P, P),
    getOutputVstreamFrameSize: status('hailo_get_output_vstream_frame_size', P, P),
    getInputVstreamInfo: status('hailo_get_input_vstream_info', P, P),
    getOutputVstreamInfo: status('hailo_get_output_vstream_info', P, P),
    getInputVstreamUserFormat: status('hailo_get_input_vstream_user_format', P, P),
    getOutputVstreamUserFormat: status('hailo_get_output_vstream_user_format', P, P),
    getInputVstreamQuantInfos: status('hailo_get_input_vstream_quant_infos', P, P, P),
    getOutputVstreamQuantInfos: status('hailo_get_output_vstream_quant_infos', P, P, P),
    vstreamWriteRawBuffer: status('hailo_vstream_write_raw_buffer', P, P, 'size_t'),
    vstreamReadRawBuffer: status('hailo_vstream_read_raw_buffer', P, P, 'size_t'),
  };
}
