/** `hardware/faceplate.yaml` as a module of the page, made by build/faceplate-plugin.js: `FaceplateDrawing` of hardware/faceplate/drawing.ts. */
declare module '*/hardware/faceplate.yaml' {
  interface Hole {
    readonly name: string;
    readonly kind: 'mounting' | 'jack' | 'knob' | 'screw';
    readonly x: number;
    readonly y: number;
    readonly diameter: number;
    readonly cover: number;
  }
  export const faceplate: {
    readonly width: number;
    readonly height: number;
    readonly window: readonly [number, number, number, number];
    readonly holes: readonly Hole[];
    readonly labels: readonly {
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly size: number;
    }[];
  };
}
