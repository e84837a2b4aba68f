// Plays samples as they come, from a short buffer. The sender's clock is not this device's: when the buffer grows or shrinks,
// it is read a little faster or slower, at most 0.5 %, which nobody hears.
const CAPACITY = 65536;
const AIM = 2048;
const MOST = 8192;

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.ring = new Float32Array(CAPACITY);
    this.written = 0;
    this.read = 0;
    this.isPlaying = false;
    this.underruns = 0;
    this.heard = 0;
    this.blocks = 0;
    this.average = AIM;
    this.port.onmessage = ({ data }) => {
      for (const x of data) this.ring[this.written++ % CAPACITY] = x;
      // A page that slept has old sound: the newest is what counts.
      if (this.written - this.read > MOST) this.read = this.written - AIM;
    };
  }

  process(_, [[out]]) {
    const fill = this.written - this.read;
    this.average += 0.005 * (fill - this.average);
    if (!this.isPlaying && fill >= AIM) this.isPlaying = true;
    const speed = 1 + Math.max(-0.005, Math.min(0.005, (this.average - AIM) / (20 * AIM)));
    let peak = 0;
    for (let i = 0; i < out.length; i++) {
      if (!this.isPlaying || this.written - this.read < 2) {
        if (this.isPlaying) this.underruns++;
        this.isPlaying = false;
        out[i] = 0;
        continue;
      }
      const whole = Math.floor(this.read);
      const share = this.read - whole;
      const a = this.ring[whole % CAPACITY];
      out[i] = a + share * (this.ring[(whole + 1) % CAPACITY] - a);
      peak = Math.max(peak, Math.abs(out[i]));
      this.read += speed;
    }
    if (peak > 1e-4) this.heard++;
    if (this.blocks++ % 32 === 0) {
      this.port.postMessage({ fill: this.written - this.read, underruns: this.underruns, heard: this.heard });
    }
    return true;
  }
}

registerProcessor('player', Player);
