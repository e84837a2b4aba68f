export { type ChipThermometer, createChipThermometer } from './chip-thermometer.ts';
export { createHailoAccelerator, type HailoAcceleratorOptions } from './hailo-accelerator.ts';
export { createTarget } from './pi-hailo-target.ts';
