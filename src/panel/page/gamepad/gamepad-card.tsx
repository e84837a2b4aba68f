/** Names the gamepad that plays. */
export function GamepadCard({ name }: { name: string }) {
  return (
    <div class="card">
      <p role="status">
        Gamepad: {name}. The lower button of the right four (A, ×) plays gate 1, the right one (B, ○) gate 2; the left
        stick moves CV 1 and CV 2, the right one CV 3 and CV 4.
      </p>
    </div>
  );
}
