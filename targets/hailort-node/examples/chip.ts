// The chips of this computer: identity and temperature.
//   node chip.js
import process from 'node:process';
import { openHailort } from 'hailort-node';

const hailort = openHailort({ library: process.env.HAILORT_LIBRARY, nativePart: process.env.HAILORT_NATIVE_PART });
const { major, minor, revision } = hailort.version;
process.stdout.write(`HailoRT ${major}.${minor}.${revision}, ${hailort.file}\n`);
for (const id of hailort.scanDevices()) {
  const device = hailort.openDevice(id);
  const { architecture, productName, serialNumber } = device.identify();
  const [first, second] = device.temperature().sensorsC;
  process.stdout.write(`${id}  ${architecture}  ${first.toFixed(1)} and ${second.toFixed(1)} °C  `);
  process.stdout.write(`${productName}, ${serialNumber}\n`);
  await device.close();
}
