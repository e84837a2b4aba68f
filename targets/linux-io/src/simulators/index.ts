export type { LineSource } from './line-model.ts';
export { createSimulatedAds1x15, type SimulatedAds1x15 } from './simulated-ads1x15.ts';
export { createSimulatedEncoder, type SimulatedEncoder } from './simulated-encoder.ts';
export { createSimulatedGpio, type SimulatedGpio } from './simulated-gpio.ts';
export { createSimulatedGreyOled } from './simulated-grey-oled.ts';
export {
  createSimulatedI2c,
  type I2cFault,
  type SimulatedChip,
  type SimulatedI2c,
  type Transaction,
} from './simulated-i2c.ts';
export { createSimulatedIoExpander, type SimulatedIoExpander } from './simulated-io-expander.ts';
export { createSimulatedMcp3208, type SimulatedMcp3208 } from './simulated-mcp3208.ts';
export { createSimulatedOled, type SimulatedOled } from './simulated-oled.ts';
export { createVirtualTime, type VirtualTime } from './virtual-time.ts';
