export { type Ads1x15Chip, type Ads1x15Options, createAds1x15 } from './adc/ads1x15.ts';
export type { I2c, I2cBus } from './i2c/i2c-bus.ts';
export { createLinuxI2c } from './i2c/linux-i2c.ts';
export type { OledOptions } from './oled/oled.ts';
export { createSh1106 } from './oled/sh1106.ts';
export { createSsd1306 } from './oled/ssd1306.ts';
export { createWait, type WaitUntil } from './wait.ts';
