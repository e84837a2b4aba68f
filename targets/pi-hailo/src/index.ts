export { type ChipThermometer, createChipThermometer } from './chip-thermometer.ts';
export { createHailoAccelerator, type HailoAcceleratorOptions } from './hailo-accelerator.ts';
