/** A message of the page on its port to the panel in the Worker. */
export type PageToPanel =
  /** An action, as JSON. */
  | { readonly kind: 'action'; readonly text: string }
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly path: string;
      readonly method: string;
      readonly body: string | Blob | undefined;
    };

/** A message of the panel in the Worker on its port to the page. */
export type PanelToPage =
  /** A `ServerMessage`, as JSON. */
  | { readonly kind: 'message'; readonly text: string }
  /** The instrument of the Worker did not start. */
  | { readonly kind: 'fault'; readonly message: string }
  | {
      readonly kind: 'response';
      readonly id: number;
      readonly status: number;
      readonly contentType: string;
      readonly body: ArrayBuffer;
    };
